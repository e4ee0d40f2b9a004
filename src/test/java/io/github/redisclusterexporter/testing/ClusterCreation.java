package io.github.redisclusterexporter.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The steps that make a cluster of servers, by commands. */
final class ClusterCreation {
  private ClusterCreation() {}

  /** Starts that many servers at once; if one does not start, closes all. */
  static List<RedisServer> startAll(int count, IntFunction<RedisServer> start) {
    ExecutorService executor = Executors.newFixedThreadPool(count);
    List<Future<RedisServer>> starting =
        IntStream.range(0, count).mapToObj(i -> executor.submit(() -> start.apply(i))).toList();
    List<RedisServer> started = new ArrayList<>();
    @Nullable Exception failure = null;
    boolean interrupted = false;
    for (Future<RedisServer> one : starting) {
      try {
        started.add(one.get());
      } catch (ExecutionException e) {
        failure = e;
      } catch (InterruptedException e) {
        failure = e;
        interrupted = true;
        executor.shutdownNow();
      }
    }
    executor.shutdown();
    if (failure != null) {
      started.forEach(RedisServer::close);
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
      throw new IllegalStateException("not all nodes started", failure);
    }
    return started;
  }

  /** Gives each node a configuration epoch of its own, as redis-cli does. */
  static void setEpochs(List<RedisServer> nodes) {
    for (int i = 0; i < nodes.size(); i++) {
      nodes.get(i).command("CLUSTER", "SET-CONFIG-EPOCH", Integer.toString(i + 1));
    }
  }

  /** Splits the slots as redis-cli does: 0-5460, 5461-10922, 10923-16383 for three primaries. */
  static void assignSlots(List<RedisServer> primaries) {
    int count = primaries.size();
    for (int i = 0; i < count; i++) {
      addSlots(primaries.get(i), firstSlot(i, count), firstSlot(i + 1, count) - 1);
    }
  }

  private static int firstSlot(int primary, int primaries) {
    return (int) Math.round((double) RedisCluster.SLOTS * primary / primaries);
  }

  private static void addSlots(RedisServer node, int first, int last) {
    if (node.binary().isAtLeast(7)) {
      node.command("CLUSTER", "ADDSLOTSRANGE", Integer.toString(first), Integer.toString(last));
      return;
    }
    List<String> words = new ArrayList<>(List.of("CLUSTER", "ADDSLOTS"));
    IntStream.rangeClosed(first, last).mapToObj(Integer::toString).forEach(words::add);
    node.command(words.toArray(String[]::new));
  }

  /**
   * Whether all nodes know each other. Each node meets the first one, and again as long as one of
   * them does not know the other: a server gives up a handshake after a node timeout, which can
   * pass on a busy machine.
   */
  static boolean haveMet(List<RedisServer> nodes) {
    if (nodes.stream().allMatch(node -> NodeLine.areAllWell(node, nodes.size()))) {
      return true;
    }
    RedisServer first = nodes.get(0);
    nodes.stream()
        .skip(1)
        .filter(node -> !knows(node, first) || !knows(first, node))
        .forEach(node -> meet(node, first));
    return false;
  }

  private static void meet(RedisServer node, RedisServer other) {
    node.command(
        "CLUSTER", "MEET", other.address().host(), Integer.toString(other.address().port()));
  }

  /** Also while a handshake is under way, in which the other node has no id yet. */
  private static boolean knows(RedisServer node, RedisServer other) {
    String id = other.text("CLUSTER", "MYID");
    return NodeLine.of(node).stream()
        .anyMatch(line -> line.id().equals(id) || line.flags().contains("handshake"));
  }
}
