package graft.compiler.core.pipeline;

import java.lang.reflect.Array;
import java.util.Collection;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;
import org.osgi.framework.ServiceReference;

/** Service properties as a map, and their values as text that is the same in every run. */
final class FrameworkProperties {

  private FrameworkProperties() {}

  static Map<String, Object> of(ServiceReference<?> reference) {
    Map<String, Object> properties = new TreeMap<>();
    for (String key : reference.getPropertyKeys()) {
      properties.put(key, reference.getProperty(key));
    }
    return properties;
  }

  static String text(Object value) {
    if (value instanceof Collection<?> collection) {
      return text(collection.toArray());
    }
    if (!value.getClass().isArray()) {
      return value.toString();
    }
    var text = new StringJoiner(", ", "[", "]");
    for (int i = 0; i < Array.getLength(value); i++) {
      text.add(String.valueOf(Array.get(value, i)));
    }
    return text.toString();
  }
}
