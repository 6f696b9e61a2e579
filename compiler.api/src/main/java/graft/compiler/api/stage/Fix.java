package graft.compiler.api.stage;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.osgi.annotation.bundle.Capability;
import org.osgi.annotation.bundle.Requirement;
import org.osgi.service.component.annotations.ComponentPropertyType;

/**
 * Declares that a component repairs a defect of one runtime version.
 *
 * <p>On a component class it does three things: the bundle provides the capability {@code graft.fix}, by which fixes are
 * listed whether they resolve or not; the bundle requires the capability {@code graft.runtime} of exactly that version; and the
 * component's service carries the same facts as properties, prefixed with {@code graft.fix.}.
 */
@ComponentPropertyType
@Capability(
    namespace = Fix.NAMESPACE,
    name = "${#name}",
    attribute = {
        "stage=${#stage}",
        "runtime=${#runtime}",
        "defect=\"${#defect}\"",
        "upstream=\"${#upstream}\""
    })
@Requirement(namespace = Fix.RUNTIME_NAMESPACE, filter = "(version=${#runtime})")
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface Fix {

  /** The capability namespace of fixes. */
  String NAMESPACE = "graft.fix";

  /** The capability namespace in which the core states its version. */
  String RUNTIME_NAMESPACE = "graft.runtime";

  /** Prefix of the service properties. */
  String PREFIX_ = "graft.fix.";

  /** Its short name, for example {@code memoryplan}. */
  String name();

  /** The stage it repairs, for example {@link MemoryPlanner#STAGE}. */
  String stage();

  /** The one runtime release it applies to, for example {@code 2.9.0}. */
  String runtime();

  /** What goes wrong without it, in one sentence. */
  String defect();

  /** Where upstream repaired it. */
  String upstream();
}
