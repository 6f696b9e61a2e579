package graft.compiler.itest.house;

import static org.assertj.core.api.Assertions.assertThat;

import aQute.bnd.differ.Baseline;
import aQute.bnd.differ.DiffPluginImpl;
import aQute.bnd.osgi.EmbeddedResource;
import aQute.bnd.osgi.Jar;
import aQute.bnd.osgi.Processor;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The baseline that the build runs against the last release, tried on copies of the api while there is none. */
class BaselineTests {

  private static final String STAGE = "graft/compiler/api/stage/";

  @Test
  void an_unchanged_copy_passes() throws Exception {
    assertThat(refused(null)).isEmpty();
  }

  @Test
  void a_method_more_in_a_stage_without_a_new_version_is_refused() throws Exception {
    assertThat(refused(STAGE + "MemoryPlanner.class")).contains("graft.compiler.api.stage");
  }

  /** The packages whose version is too low for what changed, if one interface of the api got a method more. */
  private static Set<String> refused(@Nullable String changed) throws Exception {
    OurBundle api = OurBundle.of(OurBundle.API);
    try (var processor = new Processor(); var older = new Jar(api.jar().toFile());
        var newer = new Jar(api.jar().toFile())) {
      if (changed != null) {
        byte[] code = newer.getResource(changed).openInputStream().readAllBytes();
        newer.putResource(changed, new EmbeddedResource(withOneMethodMore(code), 0));
      }
      return new Baseline(processor, new DiffPluginImpl()).baseline(newer, older, null).stream()
          .filter(info -> info.mismatch).map(info -> info.packageName).collect(Collectors.toSet());
    }
  }

  private static byte[] withOneMethodMore(byte[] code) {
    ClassModel model = ClassFile.of().parse(code);
    return ClassFile.of().transformClass(model, ClassTransform.endHandler(type -> type.withMethod("oneMore",
        MethodTypeDesc.of(ConstantDescs.CD_void), ClassFile.ACC_PUBLIC | ClassFile.ACC_ABSTRACT, _ -> {})));
  }
}
