package io.github.redisclusterexporter.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Completes the sections in {@code clusters}: what a section does not set is as in {@code redis},
 * and for its queues and collectors as at the top.
 */
final class ClusterSections {
  private static final String CLUSTERS = "clusters";

  /** What a cluster may have in addition to the keys of {@code redis}. */
  private static final List<String> SECTIONS =
      List.of("queues", "queue-search", "keys", "key-groups", "collectors", "limits");

  /** What identifies one cluster, and cannot be common to several. */
  private static final List<String> OWN = List.of("name", "nodes", "url");

  private final Config common;
  private final Config defaults;

  /**
   * For one configuration.
   *
   * @param values those of the file, or the defaults
   * @param overrides values of other sources, by path; they are common to all clusters
   * @param defaults what {@code reference.conf} says
   */
  ClusterSections(Config values, Map<String, ConfigValue> overrides, Config defaults) {
    Config all = values;
    for (Map.Entry<String, ConfigValue> each : overrides.entrySet()) {
      all = all.withValue(each.getKey(), each.getValue());
    }
    this.common = shared(all);
    Config complete = shared(defaults);
    for (String key : OWN) {
      complete = complete.withValue(key, defaults.getValue("redis." + key));
    }
    this.defaults = complete;
  }

  /** The keys of {@code redis} and the sections, without what is of one cluster alone. */
  private static Config shared(Config all) {
    ConfigValue redis = all.getValue("redis");
    Config shared =
        redis instanceof ConfigObject section ? section.toConfig() : ConfigFactory.empty();
    for (String key : OWN) {
      shared = shared.withoutPath(key);
    }
    for (String section : SECTIONS) {
      shared = shared.withValue(section, all.getValue(section));
    }
    return shared;
  }

  /** The configuration with complete sections. */
  Config complete(Config values) {
    Config complete = values;
    for (Map.Entry<String, ConfigValue> each : sections(values).entrySet()) {
      if (each.getValue() instanceof ConfigObject own) {
        complete = complete.withValue(path(each.getKey()), complete(each.getKey(), own));
      }
    }
    return complete;
  }

  /** The defaults, with those of each section that the configuration has. */
  Config defaults(Config values, Config all) {
    Config complete = all;
    for (String name : sections(values).keySet()) {
      complete = complete.withValue(path(name), defaults.root());
    }
    return complete;
  }

  private static Map<String, ConfigValue> sections(Config values) {
    return values.getValue(CLUSTERS) instanceof ConfigObject clusters ? clusters : Map.of();
  }

  private static String path(String name) {
    return ConfigUtil.joinPath(CLUSTERS, name);
  }

  private ConfigObject complete(String name, ConfigObject own) {
    Config inherited = common;
    @Nullable ConfigValue url = own.get("url");
    boolean isUrlWithUser =
        url != null && Scalars.text(url).filter(text -> text.indexOf('@') >= 0).isPresent();
    // A login replaces the common one; parts of both together would be a contradiction.
    if (isUrlWithUser || own.containsKey("password") || own.containsKey("password-file")) {
      inherited = inherited.withoutPath("password").withoutPath("password-file");
    }
    if (isUrlWithUser) {
      inherited = inherited.withoutPath("username");
    }
    ConfigValue itsName = ConfigValueFactory.fromAnyRef(name, own.origin().description());
    return own.withFallback(inherited.withValue("name", itsName));
  }
}
