package graft.compiler.serving;

import java.io.IOException;
import java.lang.module.ModuleReader;
import java.lang.module.ResolvedModule;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.osgi.framework.Bundle;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleWire;
import org.osgi.framework.wiring.BundleWiring;

/**
 * All classes that a bundle's code may name. A program may run longer than the bundle that made it is there, and a class loader whose
 * bundle is gone finds no more classes than it has; so they are loaded while the bundle goes.
 */
final class BundleClasses {

  private static final String ENDING = ".class";

  private BundleClasses() {}

  /** Makes sure that the bundle's class loader knows them. A class that lacks one of another bundle is left out, as it always was. */
  static void load(Bundle bundle) {
    BundleWiring wiring = bundle.adapt(BundleWiring.class);
    if (wiring == null) {
      return;
    }
    var files = new TreeSet<String>(
        wiring.listResources("/", "*" + ENDING, BundleWiring.LISTRESOURCES_RECURSE | BundleWiring.LISTRESOURCES_LOCAL));
    for (BundleWire wire : wiring.getRequiredWires(PackageNamespace.PACKAGE_NAMESPACE)) {
      String folder =
          String.valueOf(wire.getCapability().getAttributes().get(PackageNamespace.PACKAGE_NAMESPACE)).replace('.',
              '/');
      files.addAll(wire.getProvider().getBundle().getBundleId() == 0
          ? ofModules(folder)
          : wiring.listResources("/" + folder, "*" + ENDING, 0));
    }
    for (String file : files) {
      try {
        Class.forName(file.substring(0, file.length() - ENDING.length()).replace('/', '.'), false,
            wiring.getClassLoader());
      } catch (ClassNotFoundException | LinkageError _) {
        // It could not be used before either.
      }
    }
  }

  /** Those of a package that the framework takes from a module of the JDK. */
  private static List<String> ofModules(String folder) {
    String name = folder.replace('/', '.');
    var files = new ArrayList<String>();
    for (ResolvedModule module : ModuleLayer.boot().configuration().modules()) {
      if (module.reference().descriptor().packages().contains(name)) {
        try (ModuleReader reader = module.reference().open()) {
          reader.list().filter(file -> file.endsWith(ENDING) && file.startsWith(folder + "/")
              && file.indexOf('/', folder.length() + 1) < 0).forEach(files::add);
        } catch (IOException _) {
          // Nothing to load ahead, then.
        }
      }
    }
    return files;
  }
}
