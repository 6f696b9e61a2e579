package graft.compiler.bench;

import graft.compiler.api.loop.BinaryFunction;
import graft.compiler.api.loop.Body;
import graft.compiler.api.loop.Expression;
import graft.compiler.api.loop.Expression.Binary;
import graft.compiler.api.loop.Expression.Load;
import graft.compiler.api.loop.Expression.Real;
import graft.compiler.api.loop.Expression.Unary;
import graft.compiler.api.loop.FusedLoops;
import graft.compiler.api.loop.Index;
import graft.compiler.api.loop.LoopNest;
import graft.compiler.api.loop.Reduction;
import graft.compiler.api.loop.UnaryFunction;
import graft.compiler.api.tensor.DataType;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Loops as layers of neural networks have them, over 32 rows of 384 numbers. */
final class LoopBodies {

  static final int ROWS = 32;
  static final int COLUMNS = 384;

  private static final DataType F32 = DataType.FLOAT32;
  private static final Index R = Index.of(ROWS);
  private static final Index C = Index.of(COLUMNS);
  private static final Index ROW = Index.axis(0);
  private static final Index PLACE = ROW.times(C).plus(Index.axis(1));
  private static final Expression X = new Load("x", PLACE, F32);

  private LoopBodies() {}

  static Body of(String name) {
    return switch (name) {
      case "softmax" -> softmax();
      case "layerNorm" -> layerNorm();
      case "gelu" -> pointwise(
          multiply(multiply(X, real(0.5)), add(unary(UnaryFunction.ERF, multiply(X, real(Math.sqrt(0.5)))), real(1))));
      case "transposeAdd" -> new LoopNest(
          List.of(C, R), Optional.empty(),
          add(
              new Load("x", Index.axis(1).times(C).plus(ROW), F32),
              new Load("y", ROW.times(R).plus(Index.axis(1)), F32)),
          "out", ROW.times(R).plus(Index.axis(1)));
      case "sumOverRows" -> new LoopNest(
          List.of(C), Optional.of(new Reduction(Reduction.Kind.SUM, List.of(R))),
          new Load("x", Index.axis(1).times(C).plus(ROW), F32), "out", ROW);
      default -> throw new IllegalArgumentException(name);
    };
  }

  private static Body softmax() {
    Expression exponential = new Load("exponential", PLACE, F32);
    return new FusedLoops(
        1,
        List.of(
            reduction(Reduction.Kind.MAX, X, "largest"),
            new LoopNest(
                List.of(R, C), Optional.empty(),
                unary(UnaryFunction.EXP, new Binary(BinaryFunction.SUB, X, ofRow("largest"))), "exponential", PLACE),
            reduction(Reduction.Kind.SUM, exponential, "sum"),
            pointwise(new Binary(BinaryFunction.DIV, exponential, ofRow("sum")))),
        Set.of("largest", "exponential", "sum"));
  }

  private static Body layerNorm() {
    Expression centred = new Binary(BinaryFunction.SUB, X, ofRow("mean"));
    return new FusedLoops(
        1,
        List.of(
            reduction(Reduction.Kind.SUM, X, "sum"),
            perRow(multiply(ofRow("sum"), real(1.0 / COLUMNS)), "mean"),
            reduction(Reduction.Kind.SUM, multiply(centred, centred), "squares"),
            perRow(
                unary(UnaryFunction.RSQRT, add(multiply(ofRow("squares"), real(1.0 / COLUMNS)), real(1e-5))), "scale"),
            pointwise(
                add(
                    multiply(multiply(centred, ofRow("scale")), new Load("weight", Index.axis(1), F32)),
                    new Load("bias", Index.axis(1), F32)))),
        Set.of("sum", "mean", "squares", "scale"));
  }

  private static LoopNest pointwise(Expression value) {
    return new LoopNest(List.of(R, C), Optional.empty(), value, "out", PLACE);
  }

  private static LoopNest perRow(Expression value, String buffer) {
    return new LoopNest(List.of(R), Optional.empty(), value, buffer, ROW);
  }

  private static LoopNest reduction(Reduction.Kind kind, Expression value, String buffer) {
    return new LoopNest(List.of(R), Optional.of(new Reduction(kind, List.of(C))), value, buffer, ROW);
  }

  private static Expression ofRow(String buffer) {
    return new Load(buffer, ROW, F32);
  }

  private static Expression real(double value) {
    return new Real(value, F32);
  }

  private static Expression unary(UnaryFunction function, Expression value) {
    return new Unary(function, value);
  }

  private static Expression add(Expression left, Expression right) {
    return new Binary(BinaryFunction.ADD, left, right);
  }

  private static Expression multiply(Expression left, Expression right) {
    return new Binary(BinaryFunction.MUL, left, right);
  }
}
