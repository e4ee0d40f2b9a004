package io.github.redisclusterexporter.redis;

import io.github.redisclusterexporter.config.Quoted;
import io.github.redisclusterexporter.config.Settings;
import io.github.redisclusterexporter.net.HostPort;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads and checks {@code redis}. */
public final class RedisSection {
  private static final String NODES = "redis.nodes";
  private static final String URL = "redis.url";
  private static final String CLUSTER = "redis.cluster";
  private static final String NAME = "redis.name";

  private RedisSection() {}

  public static RedisConfig read(Settings settings) {
    AddressSettings addresses = new AddressSettings(settings);
    Optional<RedisUrl> url = url(settings);
    ClusterMode cluster = cluster(settings);
    List<HostPort> nodes = addresses.addresses(NODES);
    Map<HostPort, HostPort> addressMap = addresses.pairs("redis.address-map");
    if (nodes.isEmpty() && settings.valid(NODES) && !settings.isSet(URL)) {
      settings.conflict(
          NODES,
          "no node to start from; set REDIS_CLUSTER_NODES (redis.nodes) or REDIS_URL (redis.url)");
    }
    int database = url.map(RedisUrl::database).orElse(0);
    if (cluster == ClusterMode.TRUE && database != 0) {
      settings.conflict(
          URL,
          "has database "
              + database
              + ", but a cluster has only database 0 and "
              + settings.name(CLUSTER)
              + " is true; leave the database out");
    }
    return new RedisConfig(
        name(settings),
        seeds(url, nodes, cluster),
        cluster,
        CredentialsSection.read(settings, url),
        TlsSection.read(settings, url),
        addressMap,
        database,
        settings.duration("redis.connect-timeout"),
        settings.duration("redis.timeout"));
  }

  private static Optional<RedisUrl> url(Settings settings) {
    return settings
        .text(URL)
        .flatMap(
            text -> {
              try {
                return Optional.of(RedisUrl.parse(text.strip()));
              } catch (IllegalArgumentException e) {
                settings.invalid(URL, String.valueOf(e.getMessage()));
                return Optional.empty();
              }
            });
  }

  private static List<HostPort> seeds(
      Optional<RedisUrl> url, List<HostPort> nodes, ClusterMode cluster) {
    Stream<HostPort> ofUrl = url.map(RedisUrl::address).stream();
    return cluster == ClusterMode.FALSE && url.isPresent()
        ? ofUrl.toList()
        : Stream.concat(ofUrl, nodes.stream()).distinct().toList();
  }

  private static ClusterMode cluster(Settings settings) {
    return settings
        .scalar(CLUSTER, "true, false or auto")
        .flatMap(
            text -> {
              if (text.equalsIgnoreCase("auto")) {
                return Optional.of(ClusterMode.AUTO);
              }
              Optional<ClusterMode> mode =
                  Settings.parseBool(text).map(yes -> yes ? ClusterMode.TRUE : ClusterMode.FALSE);
              if (mode.isEmpty()) {
                settings.invalid(CLUSTER, Quoted.of(text) + " is not one of true, false and auto");
              }
              return mode;
            })
        .orElse(ClusterMode.AUTO);
  }

  private static String name(Settings settings) {
    String name = settings.scalar(NAME, "text").orElse("unnamed");
    if (name.isBlank()) {
      settings.invalid(NAME, "is empty; expected a value for the redis_cluster label");
    } else if (name.chars().anyMatch(Character::isISOControl)) {
      settings.invalid(NAME, "has control characters; expected plain text");
    }
    return name;
  }
}
