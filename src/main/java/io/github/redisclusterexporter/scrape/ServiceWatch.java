package io.github.redisclusterexporter.scrape;

import io.github.redisclusterexporter.address.HostPort;
import io.github.redisclusterexporter.cluster.ClusterHistory;
import io.github.redisclusterexporter.cluster.ClusterPicture;
import io.github.redisclusterexporter.cluster.Node;
import io.github.redisclusterexporter.cluster.Shard;
import io.github.redisclusterexporter.node.Info;
import io.github.redisclusterexporter.redis.Command;
import io.github.redisclusterexporter.redis.Deadline;
import io.github.redisclusterexporter.redis.NodeLink;
import io.github.redisclusterexporter.redis.RedisException;
import io.github.redisclusterexporter.redis.Reply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks between scrapes who serves each shard, to measure how long nobody does, and has the cluster
 * looked at in full when that changed: so a failover is seen that was undone before the next
 * scrape.
 *
 * <p>Costs one INFO replication a shard and interval, asked of one node after another; the other
 * nodes of a shard are asked only while its primary does not answer.
 */
final class ServiceWatch implements Runnable {
  private static final Logger logger = LoggerFactory.getLogger(ServiceWatch.class);
  private static final List<Command> QUESTION = List.of(Command.of("INFO", "replication"));

  private final ClusterHistory history;
  private final Function<Node, Optional<HostPort>> addressOf;
  private final Function<HostPort, NodeLink> links;
  private final Runnable lookInFull;
  private final Duration patience;
  private final Map<String, Service> services = new HashMap<>();

  /**
   * Who served a shard last.
   *
   * @param at when that was seen, in nanoseconds of the monotonic clock
   */
  private record Service(String nodeId, long at) {}

  private record Change(Service before, Service now) {}

  /**
   * Ready to run, once an interval.
   *
   * @param addressOf where a node is asked
   * @param lookInFull scrapes the cluster as far as failovers need it
   * @param patience how long one node may take
   */
  ServiceWatch(
      ClusterHistory history,
      Function<Node, Optional<HostPort>> addressOf,
      Function<HostPort, NodeLink> links,
      Runnable lookInFull,
      Duration patience) {
    this.history = history;
    this.addressOf = addressOf;
    this.links = links;
    this.lookInFull = lookInFull;
    this.patience = patience;
  }

  @Override
  public void run() {
    try {
      ClusterPicture picture = history.picture();
      List<Change> changes = new ArrayList<>();
      for (Shard shard : picture.shards()) {
        look(shard, picture).ifPresent(changes::add);
      }
      services
          .keySet()
          .retainAll(picture.shards().stream().map(Shard::id).collect(Collectors.toSet()));
      if (!changes.isEmpty()) {
        lookInFull.run();
      }
      changes.forEach(
          change -> history.served(change.now().nodeId(), change.before().at(), change.now().at()));
    } catch (RuntimeException e) {
      // A scheduled task that throws is never run again.
      logger.error("The watch for failovers stumbled, and goes on", e);
    }
  }

  private Optional<Change> look(Shard shard, ClusterPicture picture) {
    Service before = services.get(shard.id());
    Optional<Service> now = findPrimary(shard, picture, before);
    now.ifPresent(service -> services.put(shard.id(), service));
    return before == null
        ? Optional.empty()
        : now.filter(service -> !service.nodeId().equals(before.nodeId()))
            .map(service -> new Change(before, service));
  }

  private Optional<Service> findPrimary(
      Shard shard, ClusterPicture picture, @Nullable Service before) {
    List<Node> crew =
        picture.nodes().stream()
            .filter(node -> node.shard().equals(Optional.of(shard.id())) && node.id().isPresent())
            .sorted(Comparator.comparing(node -> !isLikely(node, shard, before)))
            .toList();
    for (Node node : crew) {
      if (isPrimary(node)) {
        return node.id().map(id -> new Service(id, System.nanoTime()));
      }
    }
    return Optional.empty();
  }

  private static boolean isLikely(Node node, Shard shard, @Nullable Service before) {
    return before == null
        ? shard.primary().equals(Optional.of(node))
        : node.id().equals(Optional.of(before.nodeId()));
  }

  private boolean isPrimary(Node node) {
    Optional<HostPort> address = addressOf.apply(node);
    if (address.isEmpty()) {
      return false;
    }
    try {
      NodeLink.Answer answer =
          links.apply(address.get()).ask(introduction -> QUESTION, Deadline.after(patience));
      return answer.replies().get(0) instanceof Reply.Text text
          && Info.parse(text.text()).text("role").equals(Optional.of("master"));
    } catch (RedisException e) {
      logger.debug("{} does not say whether it is a primary", node.name(), e);
      return false;
    }
  }
}
