package graft.compiler.jvm.loops;

import java.lang.reflect.InvocationTargetException;

/** Whether this JVM has the Vector API, an incubating module that must be asked for. */
final class VectorApi {

  private static final System.Logger LOG = System.getLogger(VectorApi.class.getName());

  private VectorApi() {}

  /** Bits of the vectors that suit this machine best; 0 without the API, which is then said. */
  static int bits() {
    try {
      Class<?> vector = Class.forName(Lane.API + ".FloatVector");
      Object species = vector.getField("SPECIES_PREFERRED").get(null);
      return (int) Class.forName(Lane.API + ".VectorSpecies").getMethod("vectorBitSize").invoke(species);
    } catch (ClassNotFoundException e) {
      LOG.log(
          System.Logger.Level.INFO,
          "kernels compute single values, several times slower: start the JVM with --add-modules " + Lane.API);
    } catch (NoSuchFieldException | NoSuchMethodException | IllegalAccessException | InvocationTargetException e) {
      LOG.log(System.Logger.Level.WARNING, "the Vector API of this JVM is not known: kernels compute single values", e);
    }
    return 0;
  }
}
