package graft.compiler.itest.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.classfile.Attributes;
import java.lang.classfile.ClassModel;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What each bundle may import, export and be called. */
class BundleRulesTests {

  static List<OurBundle> bundles() {
    return OurBundle.all();
  }

  @Nested
  class Imports {

    @ParameterizedTest
    @MethodSource("graft.compiler.itest.house.BundleRulesTests#bundles")
    void ours_come_from_the_api_alone(OurBundle bundle) {
      assertThat(bundle.imports()).filteredOn(name -> name.startsWith("graft."))
          .as("Bundles of ours that %s needs. They are updated while others run, so they meet in the api only: move the "
              + "type there, or pass a value of the api", bundle)
          .allMatch(name -> name.startsWith("graft." + OurBundle.API + "."));
    }

    @ParameterizedTest
    @MethodSource("graft.compiler.itest.house.BundleRulesTests#bundles")
    void need_no_null_annotations_at_run_time(OurBundle bundle) {
      assertThat(bundle.imports()).as("The root bnd.bnd leaves org.jspecify out; keep its Import-Package").noneMatch(
          name -> name.startsWith("org.jspecify"));
    }
  }

  @Nested
  class Exports {

    @ParameterizedTest
    @MethodSource("graft.compiler.itest.house.BundleRulesTests#bundles")
    void are_the_apis(OurBundle bundle) {
      if (!bundle.folder().equals(OurBundle.API)) {
        assertThat(bundle.exports()).as("Packages %s exports. Only the api exports: offer a service of the api instead",
            bundle).isEmpty();
      }
    }

    @ParameterizedTest
    @MethodSource("graft.compiler.itest.house.BundleRulesTests#bundles")
    void have_a_version(OurBundle bundle) {
      assertThat(bundle.exports()).as("Add @Version beside @Export in package-info.java").allSatisfy(
          (name, attributes) -> assertThat(attributes.getVersion()).as(name).isNotNull());
    }
  }

  @Nested
  class Names {

    @ParameterizedTest
    @MethodSource("graft.compiler.itest.house.BundleRulesTests#bundles")
    void of_bundle_folder_and_root_package_agree(OurBundle bundle) {
      assertThat(bundle.header("Bundle-SymbolicName").keySet()).containsExactly("graft." + bundle.folder());
      // No package can be called native, a word of Java.
      String root = ("graft." + bundle.folder()).replace(".native.", ".");
      assertThat(bundle.packages()).as("Packages outside %s. Move them below it", root)
          .allMatch(name -> (name + ".").startsWith(root + "."));
    }
  }

  @Nested
  class Packages {

    @ParameterizedTest
    @MethodSource("graft.compiler.itest.house.BundleRulesTests#bundles")
    void are_null_marked(OurBundle bundle) {
      Map<String, ClassModel> classes = bundle.classes();
      assertThat(bundle.packages()).as("Packages of %s without @NullMarked in a package-info.java", bundle)
          .allMatch(name -> isNullMarked(classes.get(name.replace('.', '/') + "/package-info")));
    }

    private static boolean isNullMarked(@Nullable ClassModel info) {
      return info != null && info.findAttribute(Attributes.runtimeVisibleAnnotations()).stream()
          .flatMap(all -> all.annotations().stream())
          .anyMatch(annotation -> annotation.className().equalsString("Lorg/jspecify/annotations/NullMarked;"));
    }
  }
}
