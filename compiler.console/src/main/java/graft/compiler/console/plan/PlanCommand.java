package graft.compiler.console.plan;

import graft.compiler.api.compile.Pipeline;
import graft.compiler.api.read.ScheduleReader;
import graft.compiler.console.Arguments;
import graft.compiler.console.Command;
import graft.compiler.console.Terminal;
import graft.compiler.console.Usage;
import graft.compiler.console.pack.ArenaPlanners;
import java.util.List;
import org.apache.felix.service.command.Function;
import org.apache.felix.service.command.annotations.GogoCommand;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Plans stored schedules, each by itself: one that fails does not keep the others from being planned. */
@Component(service = {Command.class, Function.class})
@GogoCommand(scope = "graft", function = "plan")
public final class PlanCommand implements Command {

  private final ScheduleReader reader;
  private final Pipeline pipeline;
  private final ArenaPlanners planners;

  /** Plans with {@code pipeline} what {@code reader} reads, and lays its memory out by {@code planners}. */
  @Activate
  public PlanCommand(@Reference ScheduleReader reader, @Reference Pipeline pipeline,
      @Reference ArenaPlanners planners) {
    this.reader = reader;
    this.pipeline = pipeline;
    this.planners = planners;
  }

  @Override
  public Usage usage() {
    return new Usage("plan", "FILE... [--json] [--full] [--repeat N] [--split OP]...",
        "plans stored schedules: reorders, cuts, signs, plans memory, verifies and lays out",
        List.of(
            Usage.flag("json", "one JSON object a line, one line a file, with every line of the plan"),
            Usage.flag("full", "list all partitions, however many there are"),
            Usage.valued("repeat", "N", "compile N times and tell the median times"),
            Usage.valued("split", "OP", "split on this operator too: namespace::op or namespace::op.overload")));
  }

  @Override
  public int run(Arguments arguments, Terminal terminal) {
    var planner = new RepeatedPlanner(reader, pipeline, arguments.count("repeat"), arguments.operators("split"),
        planners);
    PlanReport report = arguments.has("json")
        ? new PlanJson(terminal.out())
        : new PlanText(terminal.out(), arguments.has("full"));
    return new PlanRun(planner, report, terminal, arguments.debug()).plan(arguments.operands("FILE")) ? DONE : FAILED;
  }
}
