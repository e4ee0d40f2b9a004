package io.github.redisclusterexporter;

import io.github.redisclusterexporter.config.ConfigNode;
import io.github.redisclusterexporter.redis.RedisConfig;
import io.github.redisclusterexporter.scrape.ScrapeConfig;
import io.github.redisclusterexporter.web.WebConfig;
import java.util.ArrayList;
import java.util.List;

/**
 * The whole configuration. Every key is described in {@code reference.conf}.
 *
 * @param clusters at least one; their names are different
 */
public record ExporterConfig(
    List<ClusterConfig> clusters, ScrapeConfig scrape, WebConfig web, LogConfig log) {

  public ExporterConfig {
    clusters = List.copyOf(clusters);
  }

  /** Reads and checks all sections. */
  public static ExporterConfig read(ConfigNode root) {
    return new ExporterConfig(
        clusters(root),
        ScrapeConfig.read(root.at("scrape")),
        WebConfig.read(root.at("web")),
        LogConfig.read(root.at("log")));
  }

  /** The keys of a later configuration that differ, of those that a running exporter keeps. */
  List<String> changedKeys(ExporterConfig later) {
    List<String> changed = new ArrayList<>(web.changedKeys(later.web));
    if (log.level() != later.log.level()) {
      changed.add("log.level");
    }
    if (log.format() != later.log.format()) {
      changed.add("log.format");
    }
    return changed;
  }

  private static List<ClusterConfig> clusters(ConfigNode root) {
    List<ConfigNode> sections = root.at("clusters").entries();
    if (sections.isEmpty()) {
      return List.of(ClusterConfig.readOnly(root));
    }
    ConfigNode redis = root.at("redis");
    refuse(redis.at("nodes"), "");
    refuse(redis.at("url"), "");
    refuse(redis.at("name"), RedisConfig.DEFAULT_NAME);
    // Another value in place of a section is reported with the unknown keys.
    return sections.stream().filter(ConfigNode::isSection).map(ClusterConfig::readNamed).toList();
  }

  /** A value of one cluster where what is common to all is set. */
  private static void refuse(ConfigNode key, String standard) {
    boolean isStandard =
        key.isList() ? key.items().isEmpty() : key.text().orElse(standard).equals(standard);
    if (!isStandard) {
      key.invalid("is set beside clusters; set it in the section of one cluster there");
    }
  }
}
