package graft.compiler.jvm;

import graft.compiler.api.compile.CompileException;
import graft.compiler.api.kernel.Kernel;
import graft.compiler.api.kernel.ResultShape;
import graft.compiler.api.loop.Body;
import graft.compiler.api.loop.DeviceCopy;
import graft.compiler.api.loop.ExternCall;
import graft.compiler.api.loop.ExternCall.NamedOperand;
import graft.compiler.api.loop.LoopNest;
import graft.compiler.api.loop.Operand;
import graft.compiler.api.loop.TensorView;
import graft.compiler.api.lower.Lowered;
import graft.compiler.api.schedule.Operator;
import graft.compiler.api.tensor.Tensor;
import graft.compiler.jvm.Held.Block;
import graft.compiler.jvm.Held.Tuple;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Makes kernels of the bodies of nodes. */
final class Launches {

  private final Lowered lowered;
  private final List<String> symbols;
  private final Externs externs;

  Launches(Lowered lowered, List<String> symbols, Externs externs) {
    this.lowered = lowered;
    this.symbols = symbols;
    this.externs = externs;
  }

  /** What a node computes; {@code buffer} is the first that it defines. */
  Launch of(String node, String buffer) {
    Body body = lowered.bodies().get(node);
    return switch (body) {
      case LoopNest nest -> loops(nest);
      case ExternCall call -> extern(call, buffer);
      case DeviceCopy copy ->
        (run, frame) -> Copies.copy(tensor(copy.source(), run, frame), tensor(copy.target(), run, frame));
      case null, default -> throw new CompileException("bad-plan", "node " + node + " has nothing to launch");
    };
  }

  /** Takes a result out of a tuple. */
  Launch takeOut(String tuple, String buffer, int position) {
    return (run, frame) -> {
      if (!(frame.get(tuple) instanceof Tuple results)) {
        throw new IllegalStateException(tuple + " is no tuple");
      }
      Held element = results.elements().get(position);
      element.retain();
      frame.define(buffer, element);
    };
  }

  private Launch loops(LoopNest body) {
    var nest = new Nest(body, symbols::indexOf);
    return (run, frame) -> nest.run(frame::memory, run.sizes().values());
  }

  private Launch extern(ExternCall call, String buffer) {
    if (call.operator().qualifiedName().equals(Externs.REINTERPRET)) {
      return reinterpret(call, buffer);
    }
    Kernel kernel = externs.find(call.operator());
    return (run, frame) -> {
      var arguments = arguments(call.operator(), call.operands(), run, frame);
      List<Tensor> results = new ArrayList<>();
      if (call.allocates()) {
        List<Held> blocks = new ArrayList<>();
        check(call, kernel.results(arguments), run);
        for (TensorView result : call.results()) {
          Block block = run.pool().allocate(run.sizes().bytes(result));
          blocks.add(block);
          results.add(run.sizes().tensor(result, block.memory()));
        }
        frame.define(buffer, new Tuple(blocks));
      } else {
        call.results().forEach(result -> results.add(tensor(result, run, frame)));
      }
      kernel.run(arguments, results);
    };
  }

  /** The kernel's shape side must agree with what the exporter says. */
  private static void check(ExternCall call, List<ResultShape> announced, Run run) {
    List<ResultShape> expected = call.results().stream()
        .map(view -> new ResultShape(view.type(), view.sizes().stream().map(run.sizes()::of).toList()))
        .toList();
    if (!announced.equals(expected)) {
      throw new CompileException(
          "bad-kernel",
          "the kernel of " + call.operator().qualifiedName() + " announces " + announced + ", the model expects "
              + expected);
    }
  }

  /** The result is the operand's memory. An operand with gaps or an offset is laid out anew. */
  private Launch reinterpret(ExternCall call, String buffer) {
    if (!(call.operands().getFirst().operand() instanceof Operand.Tensor operand)) {
      throw new CompileException("bad-plan", call.operator().qualifiedName() + " has no tensor to show");
    }
    TensorView view = operand.view();
    return (run, frame) -> {
      Tensor tensor = tensor(view, run, frame);
      boolean isWhole = tensor.isContiguous() && run.sizes().of(view.offset()) == 0;
      if (isWhole) {
        frame.define(buffer, new Tuple(List.of(frame.share(view.buffer()))));
      } else {
        Block copy = run.pool().allocate(tensor.elements() * tensor.type().bytes());
        Copies.copy(tensor, Tensor.of(tensor.type(), tensor.shape(), copy.memory()));
        frame.define(buffer, new Tuple(List.of(copy)));
      }
    };
  }

  private static Tensor tensor(TensorView view, Run run, Frame frame) {
    return run.sizes().tensor(view, frame.memory(view.buffer()));
  }

  private static CallArguments arguments(
      Operator operator, List<NamedOperand> operands, Run run, Frame frame) {
    Map<String, Object> values = new HashMap<>();
    for (NamedOperand named : operands) {
      switch (named.operand()) {
        case Operand.Tensor tensor -> values.put(named.name(), tensor(tensor.view(), run, frame));
        case Operand.Tensors list ->
          values.put(named.name(), list.views().stream().map(view -> tensor(view, run, frame)).toList());
        case Operand.Whole number -> values.put(named.name(), run.sizes().of(number.value()));
        case Operand.Wholes list -> values.put(named.name(), list.values().stream().map(run.sizes()::of).toList());
        case Operand.Real number -> values.put(named.name(), number.value());
        case Operand.Reals list -> values.put(named.name(), list.values());
        case Operand.Truth truth -> values.put(named.name(), truth.value());
        case Operand.Text text -> values.put(named.name(), text.value());
        case Operand.Type type -> values.put(named.name(), type.value());
        case Operand.Nothing nothing -> values.remove(named.name());
      }
    }
    return new CallArguments(operator, values);
  }
}
