package graft.compiler.export.schedule;

import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The words that a file may use in one place, the fields of one kind of object for example: each constant of {@code F} is one,
 * {@code LAST_USAGE} being {@code lastUsage}.
 */
final class FieldTable<F extends Enum<F>> {

  private final Class<F> type;
  private final Map<String, F> byName = new HashMap<>();
  private final Set<F> required;

  private FieldTable(Class<F> type, Set<F> optional) {
    this.type = type;
    EnumSet<F> all = EnumSet.allOf(type);
    for (F field : all) {
      byName.put(nameOf(field), field);
    }
    all.removeAll(optional);
    required = Collections.unmodifiableSet(all);
  }

  /** All constants of {@code type}, of which an object may lack those in {@code optional}. */
  static <F extends Enum<F>> FieldTable<F> of(Class<F> type, Set<F> optional) {
    return new FieldTable<>(type, optional);
  }

  /** All constants of {@code type}, which every object has. */
  static <F extends Enum<F>> FieldTable<F> of(Class<F> type) {
    return of(type, Set.of());
  }

  /** The constant as files write it. */
  static String nameOf(Enum<?> field) {
    String constant = field.name();
    var name = new StringBuilder(constant.length());
    for (int i = 0; i < constant.length(); i++) {
      if (constant.charAt(i) == '_') {
        i++;
        name.append(constant.charAt(i));
      } else {
        name.append(constant.substring(i, i + 1).toLowerCase(Locale.ROOT));
      }
    }
    return name.toString();
  }

  /** The field of that name, or null. */
  @Nullable
  F find(String name) {
    return byName.get(name);
  }

  /** The fields that every object has. */
  Set<F> required() {
    return required;
  }

  /** No field yet, to note those met in. */
  Set<F> none() {
    return EnumSet.noneOf(type);
  }

  int size() {
    return byName.size();
  }
}
