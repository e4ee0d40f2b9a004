package io.github.redisclusterexporter;

import io.github.redisclusterexporter.metric.BuildInfo;
import io.github.redisclusterexporter.net.HostPort;
import io.github.redisclusterexporter.redis.RedisConfig;
import io.github.redisclusterexporter.web.WebConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The lines about what has started. They contain no secret. */
final class StartLog {
  private static final int MOST_SEEDS = 6;

  private StartLog() {}

  /**
   * One line about the program, one about each cluster, and one about the address.
   *
   * @param port on which the exporter listens
   */
  static List<String> lines(ExporterConfig config, BuildInfo build, int port) {
    List<String> lines = new ArrayList<>();
    lines.add(build.title() + ", Java " + build.java());
    config.clusters().forEach(cluster -> lines.add(cluster(cluster)));
    lines.add("Listening on port %d of %s".formatted(port, address(config.web())));
    return lines;
  }

  private static String cluster(ClusterConfig cluster) {
    RedisConfig redis = cluster.redis();
    return "Cluster %s: seeds %s; user %s, TLS %s; queues %d, queue patterns %d, keys %d, key groups %d"
        .formatted(
            redis.name(),
            seeds(redis.seeds()),
            redis.credentials().user(),
            redis.tls().enabled() ? "on" : "off",
            cluster.queues().keys().size(),
            cluster.queues().patterns().size(),
            cluster.keys().named().size(),
            cluster.keys().groups().size());
  }

  private static String seeds(List<HostPort> seeds) {
    String first =
        seeds.stream().limit(MOST_SEEDS).map(HostPort::toString).collect(Collectors.joining(", "));
    return seeds.size() > MOST_SEEDS
        ? first + " and " + (seeds.size() - MOST_SEEDS) + " more"
        : first;
  }

  private static String address(WebConfig web) {
    return "%s, TLS %s, login %s"
        .formatted(
            web.host().isEmpty() ? "all addresses" : web.host(),
            web.file().flatMap(file -> file.tls()).isPresent() ? "on" : "off",
            web.file().filter(file -> !file.users().isEmpty()).isPresent() ? "required" : "off");
  }
}
