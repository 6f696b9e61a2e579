package graft.compiler.core.environment;

import graft.compiler.api.runtime.Setting;
import graft.compiler.api.runtime.Setting.Offer;
import graft.compiler.api.runtime.Setting.Refusal;
import graft.compiler.api.runtime.Setting.Source;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Everybody who may offer a value for a setting, and who wins. */
final class Sources {

  private final Map<Source, Function<String, @Nullable Object>> lookups = new EnumMap<>(Source.class);

  /**
   * The three sources beside the default; each gives a name's value or null.
   *
   * @param configuration Configuration Admin
   * @param launch the framework's properties
   * @param process the process's environment
   */
  Sources(
      Function<String, @Nullable Object> configuration,
      Function<String, @Nullable Object> launch,
      Function<String, @Nullable Object> process) {
    lookups.put(Source.CONFIGURATION_ADMIN, configuration);
    lookups.put(Source.LAUNCH_CONFIGURATION, launch);
    lookups.put(Source.PROCESS_ENVIRONMENT, process);
  }

  /** Decides one setting. The default is offered always, so whatever is weaker can only be overruled. */
  Setting decide(String name, Rule rule, String defaultValue) {
    List<Offer> valid = new ArrayList<>();
    List<Refusal> refused = new ArrayList<>();
    for (Source source : Source.values()) {
      Object offered = source == Source.DEFAULT ? defaultValue : offered(name, source);
      if (offered == null) {
        continue;
      }
      Offer offer = new Offer(offered.toString().strip(), source);
      if (rule.accepts(offer.value())) {
        valid.add(offer);
      } else {
        refused.add(new Refusal(offer, rule.expectation()));
      }
    }
    Offer best = valid.getFirst();
    return new Setting(name, best.value(), best.source(), valid.subList(1, valid.size()), refused);
  }

  private @Nullable Object offered(String name, Source source) {
    var lookup = lookups.get(source);
    return lookup == null ? null : lookup.apply(name);
  }
}
