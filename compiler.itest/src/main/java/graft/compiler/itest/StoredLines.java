package graft.compiler.itest;

import graft.compiler.api.plan.Line;

/** Stored lines as values. */
final class StoredLines {

  private StoredLines() {}

  static Line line(StoredJson json) {
    String kind = json.text("line");
    return switch (kind) {
      case "allocate" -> new Line.Allocate(json.text("buffer"), (int) json.number("step"), json.text("type"));
      case "freeIfNotReused" ->
        new Line.FreeIfNotReused(
            json.text("buffer"), (int) json.number("step"), json.flag("reused"), json.flag("reusable"));
      case "reuse" -> new Line.Reuse(json.text("buffer"), json.text("as"), json.flag("deleteOld"));
      case "reinterpret" -> new Line.Reinterpret(json.text("buffer"), json.text("as"));
      case "free" -> new Line.Free(json.text("buffer"));
      case "null" -> Line.Null.INSTANCE;
      case "kernel" -> new Line.KernelCall(json.text("kernel"), json.texts("args"));
      case "extern" ->
        new Line.Extern(json.text("buffer"), json.text("kernel"), json.texts("args"), json.flag("allocates"));
      case "multiOutput" -> new Line.MultiOutput(json.text("buffer"), json.text("from"));
      case "partitionArguments" -> new Line.PartitionArguments((int) json.number("index"), json.texts("buffers"));
      case "partitionCall" -> new Line.PartitionCall((int) json.number("index"), json.texts("buffers"));
      case "delete" -> new Line.Delete(json.texts("buffers"));
      case "other" -> new Line.Other(json.text("type"));
      default -> throw new IllegalArgumentException("no stored schedule has lines like " + kind);
    };
  }
}
