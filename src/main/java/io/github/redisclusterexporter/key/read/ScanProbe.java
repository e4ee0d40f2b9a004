package io.github.redisclusterexporter.key.read;

import io.github.redisclusterexporter.cluster.Node;
import io.github.redisclusterexporter.key.KeyCommand;
import io.github.redisclusterexporter.net.Deadline;
import io.github.redisclusterexporter.queue.QueueCommand;
import io.github.redisclusterexporter.queue.QueueType;
import io.github.redisclusterexporter.queue.QueuesConfig;
import io.github.redisclusterexporter.redis.Command;
import io.github.redisclusterexporter.redis.Fault;
import io.github.redisclusterexporter.redis.NodeClient;
import io.github.redisclusterexporter.redis.RedisException;
import io.github.redisclusterexporter.redis.Reply;
import io.github.redisclusterexporter.scrape.ClusterConnections;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Sends SCAN to a node, over its kept connection. */
final class ScanProbe implements KeyScanner.ScanStep {
  private final ClusterConnections connections;
  private volatile @Nullable Fault lastFault;

  ScanProbe(ClusterConnections connections) {
    this.connections = connections;
  }

  /** Why the last step that failed did so; empty when none has failed. */
  Optional<Fault> lastFault() {
    return Optional.ofNullable(lastFault);
  }

  @Override
  public Optional<KeyScanner.Batch> scan(Node node, String cursor, QueuesConfig.Pattern pattern) {
    int database = node.id().isEmpty() ? pattern.rules().database() : 0;
    List<Command> commands = KeyCommand.inDatabase(database, List.of(scan(cursor, pattern)));
    return connections
        .exchange(node, client -> ask(node, client, commands))
        .flatMap(replies -> batch(replies, replies.get(database == 0 ? 0 : 1)));
  }

  private List<Reply> ask(Node node, NodeClient client, List<Command> commands)
      throws RedisException {
    Deadline deadline = Deadline.after(connections.timeout());
    try {
      requireIdentity(node, client, deadline);
      List<Reply> replies = client.execute(peer -> commands, deadline).replies();
      // The connection may have been opened again.
      requireIdentity(node, client, deadline);
      return replies;
    } catch (RedisException e) {
      lastFault = e.fault();
      throw e;
    }
  }

  private void requireIdentity(Node node, NodeClient client, Deadline deadline)
      throws RedisException {
    if (node.id().isPresent()) {
      connections.requireIdentity(node.id().get(), client, deadline);
    }
  }

  private Optional<KeyScanner.Batch> batch(List<Reply> replies, Reply scan) {
    Optional<Fault> refused =
        replies.stream()
            .filter(Reply.Failed.class::isInstance)
            .map(reply -> ((Reply.Failed) reply).fault())
            .findFirst();
    Optional<KeyScanner.Batch> batch =
        refused.isPresent() ? Optional.empty() : KeyScanner.Batch.of(scan);
    if (batch.isEmpty()) {
      Fault fault = refused.orElse(Fault.PARSE_MALFORMED);
      lastFault = fault;
      connections.count(fault);
    }
    return batch;
  }

  private static Command scan(String cursor, QueuesConfig.Pattern pattern) {
    List<String> scan = new ArrayList<>(List.of(cursor, "MATCH", pattern.pattern()));
    scan.addAll(List.of("COUNT", Integer.toString(KeyScanner.BATCH)));
    QueueType type = pattern.rules().type();
    if (type != QueueType.AUTO) {
      scan.addAll(List.of("TYPE", type.label()));
    }
    return QueueCommand.SCAN.command().with(scan);
  }
}
