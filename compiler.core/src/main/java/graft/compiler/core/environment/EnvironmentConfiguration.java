package graft.compiler.core.environment;

import graft.compiler.api.runtime.Environment;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.AttributeType;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** The overrides as Configuration Admin can set them, under their original names; what is absent there is left to others. */
@ObjectClassDefinition(
    name = "Graft environment overrides",
    description = "Settings that hold before anything compiles. What is not set here comes from the launch configuration,"
        + " else from Graft's defaults.")
@interface EnvironmentConfiguration {

  /** The configuration's persistent identity. */
  String PID = "graft.environment";

  @AttributeDefinition(
      name = Environment.NVML_CHECK,
      description = "1 asks NVML how many GPUs there are; 0 asks nobody. CUDA is never initialised to find out.",
      required = false,
      options = {@Option(label = "ask NVML", value = "1"), @Option(label = "do not ask", value = "0")})
  String PYTORCH__NVML__BASED__CUDA__CHECK();

  @AttributeDefinition(
      name = Environment.COMPILE_THREADS_VARIABLE,
      description = "The variable that 2.9.0 takes compile_threads from when it is loaded.",
      type = AttributeType.INTEGER,
      min = "1",
      required = false)
  String TORCHINDUCTOR__COMPILE__THREADS();

  @AttributeDefinition(
      name = Environment.COMPILE_THREADS,
      description = "How many threads compile kernels; 1 compiles in the calling thread. This one counts.",
      type = AttributeType.INTEGER,
      min = "1",
      required = false)
  String compile__threads();
}
