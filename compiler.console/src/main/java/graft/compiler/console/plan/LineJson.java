package graft.compiler.console.plan;

import com.fasterxml.jackson.core.JsonGenerator;
import graft.compiler.api.plan.Line;
import graft.compiler.console.text.JsonLines;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/** A line as stored schedules write it: every field, in their order. */
final class LineJson {

  private LineJson() {}

  static void write(Line line, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("line", name(line));
    switch (line) {
      case Line.Allocate(String buffer, int step, String type) -> {
        json.writeStringField("buffer", buffer);
        json.writeNumberField("step", step);
        json.writeStringField("type", type);
      }
      case Line.FreeIfNotReused(String buffer, int step, boolean reused, boolean reusable) -> {
        json.writeStringField("buffer", buffer);
        json.writeNumberField("step", step);
        json.writeBooleanField("reused", reused);
        json.writeBooleanField("reusable", reusable);
      }
      case Line.Reuse(String buffer, String as, boolean deleteOld) -> {
        json.writeStringField("buffer", buffer);
        json.writeStringField("as", as);
        json.writeBooleanField("deleteOld", deleteOld);
      }
      case Line.Reinterpret(String buffer, String as) -> {
        json.writeStringField("buffer", buffer);
        json.writeStringField("as", as);
      }
      case Line.Null() -> {
      }
      case Line.Free(String buffer) -> json.writeStringField("buffer", buffer);
      case Line.KernelCall(String kernel, var args) -> {
        json.writeStringField("kernel", kernel);
        JsonLines.strings(json, "args", args);
      }
      case Line.Extern(String buffer, String kernel, var args, boolean allocates) -> {
        json.writeStringField("buffer", buffer);
        json.writeStringField("kernel", kernel);
        JsonLines.strings(json, "args", args);
        json.writeBooleanField("allocates", allocates);
      }
      case Line.MultiOutput(String buffer, String from) -> {
        json.writeStringField("buffer", buffer);
        json.writeStringField("from", from);
      }
      case Line.PartitionArguments(int index, var buffers) -> {
        json.writeNumberField("index", index);
        JsonLines.strings(json, "buffers", buffers);
      }
      case Line.PartitionCall(int index, var buffers) -> {
        json.writeNumberField("index", index);
        JsonLines.strings(json, "buffers", buffers);
      }
      case Line.Delete(var buffers) -> JsonLines.strings(json, "buffers", buffers);
      case Line.EnterSubgraph(Map<String, Object> fields) -> fields(fields, json);
      case Line.ExitSubgraph(Map<String, Object> fields) -> fields(fields, json);
      case Line.Other(String type) -> json.writeStringField("type", type);
    }
    json.writeEndObject();
  }

  private static String name(Line line) {
    return switch (line) {
      case Line.Allocate l -> "allocate";
      case Line.FreeIfNotReused l -> "freeIfNotReused";
      case Line.Reuse l -> "reuse";
      case Line.Reinterpret l -> "reinterpret";
      case Line.Null l -> "null";
      case Line.Free l -> "free";
      case Line.KernelCall l -> "kernel";
      case Line.Extern l -> "extern";
      case Line.MultiOutput l -> "multiOutput";
      case Line.PartitionArguments l -> "partitionArguments";
      case Line.PartitionCall l -> "partitionCall";
      case Line.Delete l -> "delete";
      case Line.EnterSubgraph l -> "enterSubgraph";
      case Line.ExitSubgraph l -> "exitSubgraph";
      case Line.Other l -> "other";
    };
  }

  /** The fields keep no order of their own: they are written by name. */
  private static void fields(Map<String, Object> fields, JsonGenerator json) throws IOException {
    for (var field : new TreeMap<>(fields).entrySet()) {
      json.writeFieldName(field.getKey());
      value(field.getValue(), json);
    }
  }

  private static void value(Object value, JsonGenerator json) throws IOException {
    if (value instanceof Iterable<?> elements) {
      json.writeStartArray();
      for (Object element : elements) {
        value(element, json);
      }
      json.writeEndArray();
    } else {
      json.writePOJO(value);
    }
  }
}
