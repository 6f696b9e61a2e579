package graft.compiler.api.kernel;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.osgi.service.component.annotations.ComponentPropertyType;

/** On the component class of a {@link Kernel}: names its operator. */
@ComponentPropertyType
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface KernelOf {

  /** Prefix of the service property. */
  String PREFIX_ = "graft.";

  /** The operator, {@code namespace::name} or {@code namespace::name.overload}: {@link Kernel#OPERATOR}. */
  String op();
}
