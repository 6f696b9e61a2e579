package graft.compiler.core.graph;

import graft.compiler.api.compile.CompileException;
import graft.compiler.api.read.InvalidFileException;
import graft.compiler.api.schedule.Buffer;
import graft.compiler.api.schedule.Dependency;
import graft.compiler.api.schedule.Layout;
import graft.compiler.api.schedule.Node;
import graft.compiler.api.schedule.Schedule;
import java.util.List;

/**
 * The names of a schedule as numbers: buffers first, in the order of their definition, then graph inputs. Nodes are numbered by
 * their place. A large graph is then walked without looking names up again. Other names (constants) have the number {@link #NONE}.
 */
public final class ScheduleIndex {

  /** Stands for a name that is no buffer and no input. */
  public static final int NONE = -1;

  private final Schedule schedule;
  private final NameTable numbers;
  private final Buffer[] buffers;
  private final int[] realNumber;
  private final boolean[] returned;
  private final boolean[] withoutMemory;
  private final Rows outputs;
  private final Rows touches;
  private final Rows unmet;

  /** Numbers a schedule, in time linear in its size. */
  public ScheduleIndex(Schedule schedule) {
    this.schedule = schedule;
    int count = schedule.buffers().size() + schedule.inputs().size();
    buffers = new Buffer[count];
    numbers = new NameTable(count);
    schedule.buffers().values().forEach(this::number);
    schedule.inputs().values().forEach(this::number);
    realNumber = new int[count];
    returned = new boolean[count];
    withoutMemory = new boolean[count];
    for (int i = 0; i < count; i++) {
      String name = buffers[i].name();
      realNumber[i] = number(schedule.realName(name));
      withoutMemory[i] = buffers[i].layout() == Layout.NONE && NoMemory.in(schedule, name);
    }
    for (String output : schedule.outputs()) {
      if (number(output) != NONE) {
        returned[number(output)] = true;
      }
    }
    List<Node> nodes = schedule.nodes();
    outputs = new Rows(nodes.size(), nodes.size());
    touches = new Rows(nodes.size(), nodes.size() * 3);
    unmet = new Rows(nodes.size(), nodes.size() * 2);
    for (Node node : nodes) {
      addNode(node);
    }
  }

  private void number(Buffer buffer) {
    buffers[numbers.add(buffer.name())] = buffer;
  }

  private void addNode(Node node) {
    for (String output : node.outputs()) {
      int number = number(output);
      if (number == NONE) {
        throw new CompileException(
            InvalidFileException.CODE,
            "node " + node.name() + " defines " + output + ", which is not among the buffers");
      }
      outputs.add(number);
    }
    outputs.endRow();
    for (Dependency read : node.reads()) {
      touches.add(number(read.buffer()));
    }
    for (Dependency write : node.writes()) {
      touches.add(number(write.buffer()));
    }
    touches.endRow();
    for (String name : node.unmet()) {
      unmet.add(number(name));
    }
    unmet.endRow();
  }

  /** The schedule that this is the index of. */
  public Schedule schedule() {
    return schedule;
  }

  /** How many nodes there are. */
  public int nodes() {
    return schedule.nodes().size();
  }

  /** How many numbers there are. */
  public int size() {
    return buffers.length;
  }

  /** A name's number, or {@link #NONE}. */
  public int number(String name) {
    return numbers.number(name);
  }

  /** The buffer or input of a number. */
  public Buffer buffer(int number) {
    return buffers[number];
  }

  /** The number of the buffer whose memory it is, or {@link #NONE}. */
  public int real(int number) {
    return realNumber[number];
  }

  /** Whether it is an output of the graph. */
  public boolean isReturned(int number) {
    return returned[number];
  }

  /** Whether it has no memory that a partition could receive or return. */
  public boolean isWithoutMemory(int number) {
    return withoutMemory[number];
  }

  /** For each node, what it defines. */
  public Rows outputs() {
    return outputs;
  }

  /** For each node, what it reads, then what it writes. */
  public Rows touches() {
    return touches;
  }

  /** For each node, what it waits for. */
  public Rows unmet() {
    return unmet;
  }
}
