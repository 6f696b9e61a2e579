package graft.compiler.export.schedule;

import java.util.HashMap;
import java.util.Map;

/** The strings of one file, each once. */
final class Names {

  private static final int RECENT = 1 << 12;

  private final Map<String, String> all = new HashMap<>();
  // In front of the map, so that a string met before is found without making it again. Its index is the hash of the string.
  private final String[] recent = new String[RECENT];

  /** The one instance of {@code name}. */
  String of(String name) {
    String known = all.putIfAbsent(name, name);
    return known == null ? name : known;
  }

  /** The one instance of the string in {@code chars}. */
  String of(char[] chars, int start, int length) {
    int hash = 0;
    for (int i = start; i < start + length; i++) {
      hash = 31 * hash + chars[i];
    }
    int index = (hash ^ hash >>> 16) & RECENT - 1;
    String name = recent[index];
    if (name == null || !isSame(name, hash, chars, start, length)) {
      name = of(new String(chars, start, length));
      recent[index] = name;
    }
    return name;
  }

  private static boolean isSame(String name, int hash, char[] chars, int start, int length) {
    if (name.length() != length || name.hashCode() != hash) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (name.charAt(i) != chars[start + i]) {
        return false;
      }
    }
    return true;
  }

  /** How many strings there are. */
  int size() {
    return all.size();
  }
}
