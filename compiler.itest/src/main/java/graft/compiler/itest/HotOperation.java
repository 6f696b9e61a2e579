package graft.compiler.itest;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;

/** What a person can do to a fix in the console. */
enum HotOperation {
  INSTALL, START, STOP, UPDATE, UNINSTALL, REFRESH;

  /** All orders of three different ones. */
  static List<List<HotOperation>> orders() {
    List<List<HotOperation>> orders = new ArrayList<>();
    for (HotOperation first : values()) {
      for (HotOperation second : values()) {
        for (HotOperation third : values()) {
          if (first != second && second != third && third != first) {
            orders.add(List.of(first, second, third));
          }
        }
      }
    }
    return orders;
  }

  /**
   * Does it. Where it makes no sense, as starting what is not installed, nothing happens.
   *
   * @param edition an update brings this edition of the bundle, whose content is its own
   */
  void on(KnownFix fix, House house, long edition) throws BundleException {
    Optional<Bundle> bundle = house.find(fix.symbolicName());
    if (this == INSTALL) {
      house.install(fix.folder());
    } else if (this == REFRESH) {
      // Without a bundle this is for those that were uninstalled.
      house.refresh(bundle.stream().toArray(Bundle[]::new));
    } else if (bundle.isPresent()) {
      switch (this) {
        case START -> bundle.get().start();
        case STOP -> bundle.get().stop();
        case UPDATE -> bundle.get().update(TestBundle.copyOf(Checkout.jar(fix.folder())).edition(edition).jar());
        case UNINSTALL -> bundle.get().uninstall();
        default -> throw new AssertionError(this);
      }
    }
  }
}
