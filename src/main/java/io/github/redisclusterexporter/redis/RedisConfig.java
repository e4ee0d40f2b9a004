package io.github.redisclusterexporter.redis;

import io.github.redisclusterexporter.net.HostPort;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * How to reach the cluster.
 *
 * @param name value of the {@code redis_cluster} label; never empty
 * @param seeds addresses to start from, distinct, at least one; {@code redis.url} first. When
 *     {@code cluster} is {@code FALSE} and a url is set, the url alone
 * @param cluster whether the seeds are nodes of a cluster
 * @param credentials what to authenticate with
 * @param tls whether and how to encrypt
 * @param addressMap from an address a node announces to one that can be reached from here
 * @param database logical database of {@code redis.url}, 0 when it names none
 * @param connectTimeout upper bound for opening one connection, handshakes included
 * @param timeout upper bound for one node's answers in one scrape
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

  public RedisConfig {
    seeds = List.copyOf(seeds);
    addressMap = Map.copyOf(addressMap);
  }

  /** The address to dial for an announced one. */
  public HostPort reachable(HostPort announced) {
    return addressMap.getOrDefault(announced, announced);
  }
}
