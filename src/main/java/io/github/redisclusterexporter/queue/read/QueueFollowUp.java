package io.github.redisclusterexporter.queue.read;

import io.github.redisclusterexporter.cluster.ClusterSnapshot;
import io.github.redisclusterexporter.net.Deadline;
import io.github.redisclusterexporter.node.ClusterNodes;
import io.github.redisclusterexporter.node.Collector;
import io.github.redisclusterexporter.node.Info;
import io.github.redisclusterexporter.redis.Command;
import io.github.redisclusterexporter.redis.Reply;
import io.github.redisclusterexporter.scrape.ClusterConnections;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * Reads the queues that are not settled after the probes: all of them in the first scrape, later
 * those whose slot has another owner than in the previous snapshot, or is being migrated.
 */
final class QueueFollowUp {
  /** One at the owner of the slot, one at the node to which the slot is being migrated. */
  private static final int MAX_PASSES = 2;

  private static final Command TIME = Collector.INFO.command().with("server");
  private static final Command IDENTITY = Collector.CLUSTER_NODES.command().with();

  private final ClusterConnections connections;
  private final Executor executor;

  QueueFollowUp(ClusterConnections connections, Executor executor) {
    this.connections = connections;
    this.executor = executor;
  }

  void run(QueueScrape queues, ClusterSnapshot now, Deadline deadline) throws InterruptedException {
    for (int pass = 0; pass < MAX_PASSES; pass++) {
      List<QueueScrape.Remaining> batches = queues.remaining(now);
      CountDownLatch pending = new CountDownLatch(batches.size());
      for (QueueScrape.Remaining batch : batches) {
        try {
          executor.execute(
              () -> {
                read(batch, deadline);
                pending.countDown();
              });
        } catch (RejectedExecutionException e) {
          // All threads are busy with other scrapes; these queues are not measured in this one.
          pending.countDown();
        }
      }
      if (!pending.await(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS)) {
        return;
      }
    }
  }

  private void read(QueueScrape.Remaining remaining, Deadline deadline) {
    List<Command> commands = new ArrayList<>();
    commands.add(TIME);
    boolean hasId = remaining.node().id().isPresent();
    if (hasId) {
      commands.add(IDENTITY);
    }
    int own = commands.size();
    QueueReadBatch batch = remaining.batch();
    commands.addAll(batch.commands());
    connections.exchange(
        remaining.node(),
        client -> {
          List<Reply> replies = client.execute(serverInfo -> commands, deadline).replies();
          batch.read(
              replies.subList(own, replies.size()), serverTime(replies.get(0)), client, deadline);
          batch.complete(hasId ? idIn(replies.get(1)) : Optional.empty());
          return batch;
        });
  }

  private static Optional<String> idIn(Reply reply) {
    return reply instanceof Reply.Text text
        ? ClusterNodes.parse(text.text(), lines -> false).myself().map(ClusterNodes.Line::id)
        : Optional.empty();
  }

  private static Optional<Instant> serverTime(Reply reply) {
    return reply instanceof Reply.Text text
        ? Info.parse(text.text()).serverTime()
        : Optional.empty();
  }
}
