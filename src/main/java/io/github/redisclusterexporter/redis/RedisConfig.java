package io.github.redisclusterexporter.redis;

import io.github.redisclusterexporter.config.ConfigNode;
import io.github.redisclusterexporter.net.HostPort;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The configuration of one cluster.
 *
 * @param name value of the {@code redis_cluster} label; never empty
 * @param seeds addresses for the discovery of the nodes, distinct, at least one; that of {@code
 *     redis.url} first. Only that one if {@code cluster} is {@code FALSE} and the URL is set
 * @param cluster whether the seeds are nodes of a cluster
 * @param credentials user and password for AUTH
 * @param tls whether and how connections are encrypted
 * @param addressMap from addresses that nodes announce to addresses that the exporter can reach
 * @param database logical database of {@code redis.url}; 0 if it has none
 * @param connectTimeout limit for TCP to connect, and again for the TLS handshake
 * @param timeout limit for the replies of one node in one scrape
 */
public record RedisConfig(
    String name,
    List<HostPort> seeds,
    ClusterMode cluster,
    Credentials credentials,
    TlsConfig tls,
    Map<HostPort, HostPort> addressMap,
    int database,
    Duration connectTimeout,
    Duration timeout) {
  /** The name of a cluster that has none of its own. */
  public static final String DEFAULT_NAME = "default";

  private static final Duration LONGEST_TIMEOUT = Duration.ofHours(1);

  public RedisConfig {
    seeds = List.copyOf(seeds);
    addressMap = Map.copyOf(addressMap);
  }

  /** Reads and checks the section {@code redis}. */
  public static RedisConfig read(ConfigNode section) {
    return read(section, "REDIS_CLUSTER_NODES (redis.nodes) or REDIS_URL (redis.url)");
  }

  /** Reads and checks a section in {@code clusters}. */
  public static RedisConfig readNamed(ConfigNode section) {
    ConfigNode name = section.at("name");
    if (!name.text().equals(Optional.of(section.key()))) {
      name.invalid("is not the name of its section; leave it out, or rename the section");
    }
    return read(section, "nodes or url");
  }

  private static RedisConfig read(ConfigNode section, String seedKeys) {
    ConfigNode urlKey = section.at("url");
    ConfigNode nodesKey = section.at("nodes");
    ConfigNode clusterKey = section.at("cluster");
    Optional<RedisUrl> url = urlKey.text().flatMap(text -> parse(urlKey, text.strip()));
    ClusterMode cluster =
        clusterKey
            .parse("true, false or auto", ClusterMode::parse, "is not one of true, false and auto")
            .orElse(ClusterMode.AUTO);
    List<HostPort> nodes = Addresses.read(nodesKey);
    if (nodes.isEmpty() && nodesKey.isValid() && !urlKey.isSet()) {
      nodesKey.conflict("no node to start from; set " + seedKeys);
    }
    int database = url.map(RedisUrl::database).orElse(0);
    if (cluster == ClusterMode.TRUE && database != 0) {
      urlKey.conflict(
          ("has database %d, which is not used in a cluster, and %s is true; leave it out, or set db"
                  + " for the queues in it")
              .formatted(database, clusterKey));
    }
    return new RedisConfig(
        section.at("name").plainText().orElse("unnamed"),
        seeds(url, nodes, cluster),
        cluster,
        Credentials.read(section, url),
        TlsConfig.read(section, url),
        Addresses.readPairs(section.at("address-map")),
        database,
        section.at("connect-timeout").duration(LONGEST_TIMEOUT),
        section.at("timeout").duration(LONGEST_TIMEOUT));
  }

  private static Optional<RedisUrl> parse(ConfigNode key, String url) {
    try {
      return Optional.of(RedisUrl.parse(url));
    } catch (IllegalArgumentException e) {
      key.invalid(String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  private static List<HostPort> seeds(
      Optional<RedisUrl> url, List<HostPort> nodes, ClusterMode cluster) {
    Stream<HostPort> ofUrl = url.map(RedisUrl::address).stream();
    return cluster == ClusterMode.FALSE && url.isPresent()
        ? ofUrl.toList()
        : Stream.concat(ofUrl, nodes.stream()).distinct().toList();
  }

  /** What to set while the cluster has the default name; empty when it has one of its own. */
  public Optional<String> nameAdvice() {
    return name.equals(DEFAULT_NAME)
        ? Optional.of(
            "The cluster has the default name '"
                + DEFAULT_NAME
                + "'. Alerts and dashboards take two clusters of one name for one cluster: set"
                + " REDIS_CLUSTER_NAME (redis.name) before a second one is monitored.")
        : Optional.empty();
  }

  /** The same cluster with other time limits. */
  public RedisConfig withTimeouts(Duration connect, Duration replies) {
    return new RedisConfig(
        name, seeds, cluster, credentials, tls, addressMap, database, connect, replies);
  }

  /** The address to connect to for an announced address. */
  public HostPort reachable(HostPort announced) {
    return addressMap.getOrDefault(announced, announced);
  }
}
