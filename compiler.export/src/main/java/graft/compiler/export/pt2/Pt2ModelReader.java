package graft.compiler.export.pt2;

import graft.compiler.api.model.ExportedModel;
import graft.compiler.api.model.Graph;
import graft.compiler.api.model.InputSpec;
import graft.compiler.api.model.ModelReader;
import graft.compiler.api.model.SymInt;
import graft.compiler.api.model.SymbolRange;
import graft.compiler.api.model.TensorMeta;
import graft.compiler.api.tensor.Tensor;
import graft.compiler.export.source.JsonElement;
import graft.compiler.export.source.Quotation;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SequencedMap;
import org.osgi.service.component.annotations.Component;

/** Reads {@code .pt2} archives of schema 8, any minor version: what a later minor adds is optional, or an unknown kind. */
@Component
public final class Pt2ModelReader implements ModelReader {

  private static final long SCHEMA = 8;
  private static final String SUFFIX = ".pt2";

  @Override
  public ExportedModel read(Path file) {
    Pt2Archive archive = Pt2Archive.open(file);
    String model = archive.model();
    JsonElement program = archive.json("models/" + model + ".json");
    JsonElement version = program.field("schema_version");
    if (version.field("major").integer() != SCHEMA) {
      throw version.problem("expected schema " + SCHEMA + ", found " + version.field("major").integer() + '.'
          + version.field("minor").integer());
    }
    JsonElement module = program.field("graph_module");
    Graph graph = GraphReader.read(module.field("graph"));
    var signature = new SignatureReader(graph);
    JsonElement inputSpecs = module.field("signature").field("input_specs");
    List<InputSpec> inputs = signature.inputs(inputSpecs);
    SequencedMap<String, Tensor> state = StateReader.read(archive, model);
    expectState(inputSpecs, inputs, graph, state);
    return new ExportedModel(
        name(file),
        program.field("torch_version").text(),
        graph,
        inputs,
        signature.outputs(module.field("signature").field("output_specs")),
        state,
        ranges(program.field("range_constraints")),
        program.optional("guards_code").map(JsonElement::elements).orElse(List.of()).stream()
            .map(JsonElement::text).toList());
  }

  private static String name(Path file) {
    String name = Optional.ofNullable(file.getFileName()).map(Path::toString).orElse("");
    return name.endsWith(SUFFIX) ? name.substring(0, name.length() - SUFFIX.length()) : name;
  }

  private static SequencedMap<String, SymbolRange> ranges(JsonElement constraints) {
    var ranges = new LinkedHashMap<String, SymbolRange>();
    constraints.fields().forEach((symbol, range) -> {
      OptionalLong min = bound(range, "min_val");
      OptionalLong max = bound(range, "max_val");
      if (min.isPresent() && max.isPresent() && min.getAsLong() > max.getAsLong()) {
        throw range.problem("no number is at least " + min.getAsLong() + " and at most " + max.getAsLong());
      }
      ranges.put(symbol, new SymbolRange(min, max));
    });
    return ranges;
  }

  private static OptionalLong bound(JsonElement range, String field) {
    return range.optional(field).map(bound -> OptionalLong.of(bound.integer())).orElse(OptionalLong.empty());
  }

  /** Checks that the archive holds each parameter, buffer and constant, in the type and sizes that the graph expects. */
  private static void expectState(
      JsonElement specs, List<InputSpec> inputs, Graph graph, SequencedMap<String, Tensor> state) {
    List<JsonElement> elements = specs.elements();
    for (int i = 0; i < inputs.size(); i++) {
      if (inputs.get(i) instanceof InputSpec.State spec) {
        Tensor tensor = state.get(spec.name());
        if (tensor == null) {
          throw elements.get(i).problem("the archive holds no tensor " + Quotation.quote(spec.name()));
        }
        TensorMeta meta = graph.tensor(spec.tensor());
        List<SymInt> shape = Arrays.stream(tensor.shape()).<SymInt>mapToObj(SymInt.Fixed::new).toList();
        if (tensor.type() != meta.type() || !shape.equals(meta.sizes())) {
          throw elements.get(i).problem("the archive holds " + tensor + " for a tensor of another type or shape");
        }
      }
    }
  }
}
