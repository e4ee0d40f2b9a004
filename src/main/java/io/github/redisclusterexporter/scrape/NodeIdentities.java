package io.github.redisclusterexporter.scrape;

import io.github.redisclusterexporter.net.Deadline;
import io.github.redisclusterexporter.node.ClusterNodes;
import io.github.redisclusterexporter.node.Collector;
import io.github.redisclusterexporter.node.Info;
import io.github.redisclusterexporter.node.MalformedReplyException;
import io.github.redisclusterexporter.redis.Command;
import io.github.redisclusterexporter.redis.Fault;
import io.github.redisclusterexporter.redis.NodeClient;
import io.github.redisclusterexporter.redis.RedisException;
import io.github.redisclusterexporter.redis.Reply;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which server process is which node, for exchanges between scrapes: an address may lead to another
 * node than in the last scrape. A process is recognized by its run id, which is known for each open
 * connection, so that a node is asked for its id only after it has restarted.
 */
final class NodeIdentities {
  private static final List<Command> IDENTITY = List.of(Collector.CLUSTER_NODES.command().with());

  /** The run id of the process that was the node, by node id. */
  private final Map<String, String> runIds = new ConcurrentHashMap<>();

  /** The process with this {@code INFO server} is the node. */
  void add(String nodeId, Reply serverInfo) {
    runId(serverInfo).ifPresent(runId -> runIds.put(nodeId, runId));
  }

  void forget(String nodeId) {
    runIds.remove(nodeId);
  }

  void retain(Set<String> nodeIds) {
    runIds.keySet().retainAll(nodeIds);
  }

  /**
   * @throws RedisException when another node answers, or none
   */
  void require(String nodeId, NodeClient client, Deadline deadline) throws RedisException {
    Optional<String> runId = runId(client.execute(peer -> List.of(), deadline).serverInfo());
    if (runId.isPresent() && runId.get().equals(runIds.get(nodeId))) {
      return;
    }
    NodeClient.PipelineResult result = client.execute(peer -> IDENTITY, deadline);
    Reply reply = result.replies().get(0);
    if (reply instanceof Reply.Refused refused) {
      // The user may not ask: then nothing contradicts the address.
      if (refused.fault() == Fault.READ_NO_PERMISSION) {
        return;
      }
      throw new RedisException(
          refused.fault(), "the node does not report its id: " + refused.fault().code());
    }
    Optional<String> id = idIn(reply);
    if (!id.equals(Optional.of(nodeId))) {
      throw new RedisException(
          Fault.READ_OTHER_NODE,
          "instead of node "
              + nodeId
              + " answered "
              + id.map(other -> "node " + other).orElse("a server without an id"));
    }
    add(nodeId, result.serverInfo());
  }

  private static Optional<String> idIn(Reply reply) {
    try {
      return reply instanceof Reply.Text text
          ? ClusterNodes.parse(text.text(), lines -> false).myself().map(ClusterNodes.Line::id)
          : Optional.empty();
    } catch (MalformedReplyException e) {
      return Optional.empty();
    }
  }

  private static Optional<String> runId(Reply serverInfo) {
    return serverInfo instanceof Reply.Text text
        ? Info.parse(text.text()).text("run_id")
        : Optional.empty();
  }
}
