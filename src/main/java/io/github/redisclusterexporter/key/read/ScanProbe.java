package io.github.redisclusterexporter.key.read;

import io.github.redisclusterexporter.cluster.Node;
import io.github.redisclusterexporter.key.KeyCommand;
import io.github.redisclusterexporter.net.Deadline;
import io.github.redisclusterexporter.node.ClusterNodes;
import io.github.redisclusterexporter.node.Collector;
import io.github.redisclusterexporter.node.MalformedReplyException;
import io.github.redisclusterexporter.queue.QueueCommand;
import io.github.redisclusterexporter.redis.Command;
import io.github.redisclusterexporter.redis.Fault;
import io.github.redisclusterexporter.redis.NodeClient;
import io.github.redisclusterexporter.redis.RedisException;
import io.github.redisclusterexporter.redis.Reply;
import io.github.redisclusterexporter.scrape.ClusterConnections;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Sends SCAN and what belongs to it to a node, over its kept connection. */
final class ScanProbe implements KeyScanner.ScanStep {
  private static final Command IDENTITY = Collector.CLUSTER_NODES.command().with();

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
  public Optional<KeyScanner.Batch> scan(Node node, String cursor, KeySearch.Target target) {
    return replies(node, target, List.of(scan(cursor, target)))
        .flatMap(replies -> counted(KeyScanner.Batch.of(replies.get(0))));
  }

  @Override
  public Optional<List<OptionalLong>> memory(
      Node node, List<String> keys, KeySearch.Target target) {
    List<Command> commands = keys.stream().map(KeyCommand.MEMORY_USAGE::with).toList();
    return replies(node, target, commands)
        .flatMap(
            replies ->
                replies.stream().allMatch(ScanProbe::isMemory)
                    ? Optional.of(replies.stream().map(ScanProbe::bytes).toList())
                    : counted(Optional.empty()));
  }

  private static boolean isMemory(Reply reply) {
    return reply instanceof Reply.Nil || (reply instanceof Reply.Int bytes && bytes.value() >= 0);
  }

  private static OptionalLong bytes(Reply reply) {
    return reply instanceof Reply.Int bytes ? OptionalLong.of(bytes.value()) : OptionalLong.empty();
  }

  @Override
  public Optional<ClusterNodes.Line> ownLine(Node node) {
    if (node.id().isEmpty()) {
      return Optional.empty();
    }
    return connections
        .exchange(node, client -> ask(node, client, List.of(IDENTITY)))
        .flatMap(this::unlessRefused)
        .map(replies -> replies.get(0))
        .flatMap(
            reply -> reply instanceof Reply.Text text ? ownLine(text.text()) : Optional.empty())
        .filter(line -> node.id().equals(Optional.of(line.id())));
  }

  private static Optional<ClusterNodes.Line> ownLine(String view) {
    try {
      return ClusterNodes.parse(view, lines -> false).myself();
    } catch (MalformedReplyException e) {
      return Optional.empty();
    }
  }

  /** One reply to each command; empty when the node did not reply, or refused one of them. */
  private Optional<List<Reply>> replies(
      Node node, KeySearch.Target target, List<Command> commands) {
    int database = target.database().on(node.id().isPresent());
    List<Command> all = KeyCommand.inDatabase(database, commands);
    int first = database == 0 ? 0 : 1;
    return connections
        .exchange(node, client -> ask(node, client, all))
        .flatMap(this::unlessRefused)
        .map(replies -> replies.subList(first, first + commands.size()));
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

  private Optional<List<Reply>> unlessRefused(List<Reply> replies) {
    Optional<Fault> refused =
        replies.stream()
            .filter(Reply.Failed.class::isInstance)
            .map(reply -> ((Reply.Failed) reply).fault())
            .findFirst();
    refused.ifPresent(this::count);
    return refused.isPresent() ? Optional.empty() : Optional.of(replies);
  }

  private <T> Optional<T> counted(Optional<T> parsed) {
    if (parsed.isEmpty()) {
      count(Fault.PARSE_MALFORMED);
    }
    return parsed;
  }

  private void count(Fault fault) {
    lastFault = fault;
    connections.count(fault);
  }

  private static Command scan(String cursor, KeySearch.Target target) {
    List<String> scan = new ArrayList<>(List.of(cursor, "MATCH", target.pattern()));
    scan.addAll(List.of("COUNT", Integer.toString(KeyScanner.BATCH)));
    target.type().ifPresent(type -> scan.addAll(List.of("TYPE", type)));
    return QueueCommand.SCAN.command().with(scan);
  }
}
