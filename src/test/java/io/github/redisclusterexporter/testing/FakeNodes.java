package io.github.redisclusterexporter.testing;

import io.github.redisclusterexporter.cluster.ProbeResult;
import io.github.redisclusterexporter.net.HostPort;
import io.github.redisclusterexporter.node.Collector;
import io.github.redisclusterexporter.node.NodeReport;
import io.github.redisclusterexporter.node.ServerProfile;
import io.github.redisclusterexporter.redis.ClusterMode;
import io.github.redisclusterexporter.redis.Credentials;
import io.github.redisclusterexporter.redis.RedisConfig;
import io.github.redisclusterexporter.redis.Reply;
import io.github.redisclusterexporter.redis.TlsConfig;
import io.github.redisclusterexporter.scrape.ProbeTarget;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Replies of made-up nodes, and the configuration to reach them. */
public final class FakeNodes {
  private FakeNodes() {}

  /** Configured with these seeds and all else by default. */
  public static RedisConfig config(String... seeds) {
    return new RedisConfig(
        "default",
        Arrays.stream(seeds).map(HostPort::parse).toList(),
        ClusterMode.AUTO,
        new Credentials(Optional.empty(), Optional.empty(), Optional.empty()),
        new TlsConfig(
            false, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), false),
        Map.of(),
        0,
        Duration.ofSeconds(1),
        Duration.ofSeconds(3));
  }

  /** The same configuration with another timeout for the replies of a node. */
  public static RedisConfig withTimeout(RedisConfig config, Duration timeout) {
    return new RedisConfig(
        config.name(),
        config.seeds(),
        config.cluster(),
        config.credentials(),
        config.tls(),
        config.addressMap(),
        config.database(),
        config.connectTimeout(),
        timeout);
  }

  /** The id of a made-up node. */
  public static String id(String name) {
    return String.format("%40s", name).replace(' ', '0');
  }

  /** A node as others see it. */
  public static String line(String name, String address) {
    return id(name) + " " + withBus(address) + " master - 0 0 1 connected";
  }

  /** The node's line about itself. */
  public static String myself(String name, String address) {
    return id(name) + " " + withBus(address) + " myself,master - 0 0 1 connected";
  }

  private static String withBus(String address) {
    int comma = address.indexOf(',');
    return comma < 0
        ? address + "@17000"
        : address.substring(0, comma) + "@17000" + address.substring(comma);
  }

  /** The node at the target replies with these lines of CLUSTER NODES. */
  public static ProbeResult answer(ProbeTarget target, String... lines) {
    String view = Arrays.stream(lines).collect(Collectors.joining("\n"));
    NodeReport report =
        NodeReport.of(
            ServerProfile.UNKNOWN,
            Set.of(Collector.CLUSTER_NODES, Collector.INFO),
            List.of(new Reply.Text(view), new Reply.Text("role:master\r\nloading:0")),
            count -> true);
    return new ProbeResult(target.address(), target.expectedId(), Optional.of(report), 0, 0);
  }

  /** The target does not reply. */
  public static ProbeResult nothing(ProbeTarget target) {
    return new ProbeResult(target.address(), target.expectedId(), Optional.empty(), 0, 0);
  }
}
