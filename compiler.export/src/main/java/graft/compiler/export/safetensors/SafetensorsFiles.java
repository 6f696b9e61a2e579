package graft.compiler.export.safetensors;

import graft.compiler.api.model.TensorFiles;
import graft.compiler.api.tensor.Tensor;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.SequencedMap;
import org.osgi.service.component.annotations.Component;

/** Tensor files in the safetensors format. */
@Component
public final class SafetensorsFiles implements TensorFiles {

  @Override
  public SequencedMap<String, Tensor> read(Path file, Arena arena) {
    return SafetensorsReader.read(file, arena);
  }

  @Override
  public void write(Path file, SequencedMap<String, Tensor> tensors) {
    SafetensorsWriter.write(file, tensors);
  }
}
