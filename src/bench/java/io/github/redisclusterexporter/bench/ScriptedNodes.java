package io.github.redisclusterexporter.bench;

import io.github.redisclusterexporter.net.HostPort;
import io.github.redisclusterexporter.testing.Behaviour;
import io.github.redisclusterexporter.testing.CapturedReplies;
import io.github.redisclusterexporter.testing.ScriptedServer;
import io.github.redisclusterexporter.testing.Topology;
import io.github.redisclusterexporter.testing.Topology.Member;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * More nodes than a machine can run: fake servers that list each other in CLUSTER NODES, with
 * captured replies of a real server.
 */
final class ScriptedNodes implements AutoCloseable {
  private static final String VERSION = "redis-7.0.15";

  private final List<ScriptedServer> servers;

  private ScriptedNodes(List<ScriptedServer> servers) {
    this.servers = servers;
  }

  /** Half of the nodes are primaries, each with one replica. */
  static ScriptedNodes start(int count) {
    List<ScriptedServer> servers =
        IntStream.range(0, count).mapToObj(i -> ScriptedServer.start(Behaviour.silent())).toList();
    List<Member> members = Topology.of(count / 2, 1).members();
    Topology topology =
        new Topology(
            IntStream.range(0, count)
                .mapToObj(i -> members.get(i).at(servers.get(i).address().toString()))
                .toList());
    for (int i = 0; i < count; i++) {
      String role = i < count / 2 ? "primary" : "replica";
      servers
          .get(i)
          .behave(Behaviour.answering(Behaviour.Replies.of(replies(role, topology.seenBy(i + 1)))));
    }
    return new ScriptedNodes(servers);
  }

  private static Map<String, byte[]> replies(String role, String view) {
    Map<String, byte[]> replies = new HashMap<>();
    replies.put("CLIENT SETNAME", "+OK\r\n".getBytes(StandardCharsets.US_ASCII));
    replies.put("INFO", CapturedReplies.read(VERSION, role, "info_all"));
    replies.put("CLUSTER INFO", CapturedReplies.read(VERSION, role, "cluster_info"));
    replies.put("LATENCY HISTOGRAM", CapturedReplies.read(VERSION, role, "latency_histogram"));
    replies.put("SLOWLOG GET", CapturedReplies.read(VERSION, role, "slowlog_get_1"));
    replies.put(
        "CLUSTER NODES",
        ("$" + view.length() + "\r\n" + view + "\r\n").getBytes(StandardCharsets.US_ASCII));
    return replies;
  }

  List<HostPort> addresses() {
    return servers.stream().map(ScriptedServer::address).toList();
  }

  @Override
  public void close() {
    servers.forEach(ScriptedServer::close);
  }
}
