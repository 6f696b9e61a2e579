package graft.compiler.console.model;

import graft.compiler.api.compile.CompileOptions;
import graft.compiler.api.model.ModelReader;
import graft.compiler.api.model.TensorFiles;
import graft.compiler.api.serving.CompiledModel;
import graft.compiler.api.serving.Compiler;
import graft.compiler.api.tensor.DataType;
import graft.compiler.api.tensor.Tensor;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/**
 * From files to compiled models and tensors, and back.
 *
 * @param reader reads models
 * @param tensors reads inputs and writes outputs
 * @param compiler compiles
 */
record Models(ModelReader reader, TensorFiles tensors, Compiler compiler) {

  /** Reads a model and compiles it; the caller closes it. */
  CompiledModel compile(Path archive, CompileOptions options) {
    return compiler.compile(reader.read(archive), options);
  }

  /** The tensors that a file holds. */
  Map<String, Tensor> read(Path file) {
    return tensors.read(file, Arena.ofAuto());
  }

  /** Writes a model's outputs as PyTorch's are stored: eight-bit floating point numbers as bytes. */
  void write(Path file, SequencedMap<String, Tensor> outputs) {
    SequencedMap<String, Tensor> stored = new LinkedHashMap<>();
    outputs.forEach((name, tensor) -> stored.put(name, tensor.type() == DataType.FLOAT8_E4M3FN
        ? Tensor.of(DataType.UINT8, tensor.shape(), tensor.strides(), tensor.data())
        : tensor));
    tensors.write(file, stored);
  }
}
