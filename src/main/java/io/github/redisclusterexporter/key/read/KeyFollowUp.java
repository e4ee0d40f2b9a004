package io.github.redisclusterexporter.key.read;

import io.github.redisclusterexporter.cluster.ClusterSnapshot;
import io.github.redisclusterexporter.net.Deadline;
import io.github.redisclusterexporter.node.ClusterNodes;
import io.github.redisclusterexporter.node.Collector;
import io.github.redisclusterexporter.node.Info;
import io.github.redisclusterexporter.redis.Command;
import io.github.redisclusterexporter.redis.Reply;
import io.github.redisclusterexporter.scrape.ClusterConnections;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Reads the keys that are not settled after the probes: all of them in the first scrape, later
 * those whose slot has another owner than in the previous snapshot, or is being migrated.
 */
record KeyFollowUp(ClusterConnections connections, Function<Deadline, Executor> threads) {
  /** One at the owner of the slot, one at the node to which the slot is being migrated. */
  private static final int MAX_PASSES = 2;

  private static final Command TIME = Collector.INFO.command().with("server");
  private static final Command IDENTITY = Collector.CLUSTER_NODES.command().with();

  void run(KeyScrape keys, ClusterSnapshot now, Deadline deadline) throws InterruptedException {
    Executor executor = threads.apply(deadline);
    for (int pass = 0; pass < MAX_PASSES; pass++) {
      List<KeyScrape.Remaining> batches = keys.remaining(now);
      CountDownLatch pending = new CountDownLatch(batches.size());
      for (KeyScrape.Remaining batch : batches) {
        executor.execute(
            () -> {
              read(batch, deadline);
              pending.countDown();
            });
      }
      if (!pending.await(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS)) {
        return;
      }
    }
  }

  private void read(KeyScrape.Remaining remaining, Deadline deadline) {
    boolean hasId = remaining.node().id().isPresent();
    List<Command> own = hasId ? List.of(TIME, IDENTITY) : List.of(TIME);
    List<Command> commands = new ArrayList<>(own);
    commands.addAll(remaining.batch().commands());
    connections.exchange(
        remaining.node(),
        client -> {
          List<Reply> replies = client.execute(peer -> commands, deadline).replies();
          remaining
              .batch()
              .read(
                  replies.subList(own.size(), replies.size()),
                  text(replies.get(0)).flatMap(info -> Info.parse(info).serverTime()),
                  hasId ? text(replies.get(1)).flatMap(KeyFollowUp::idIn) : Optional.empty(),
                  client,
                  deadline);
          return replies;
        });
  }

  private static Optional<String> text(Reply reply) {
    return reply instanceof Reply.Text text ? Optional.of(text.text()) : Optional.empty();
  }

  private static Optional<String> idIn(String nodes) {
    return ClusterNodes.parse(nodes, lines -> false).myself().map(ClusterNodes.Line::id);
  }
}
