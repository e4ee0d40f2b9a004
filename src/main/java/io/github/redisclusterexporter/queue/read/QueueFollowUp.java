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
 * Reads the queues that the probes of a round did not settle: all of them in the first scrape,
 * later those whose slots have another owner than before.
 */
final class QueueFollowUp {
  /** The owner, and from there to where a slot is moving. */
  private static final int MOST_HOPS = 2;

  private static final Command TIME = Collector.INFO.command().with("server");
  private static final Command WHO = Collector.CLUSTER_NODES.command().with();

  private final ClusterConnections connections;
  private final Executor executor;

  QueueFollowUp(ClusterConnections connections, Executor executor) {
    this.connections = connections;
    this.executor = executor;
  }

  void run(QueueScrape queues, ClusterSnapshot now, Deadline deadline) throws InterruptedException {
    for (int hop = 0; hop < MOST_HOPS; hop++) {
      List<QueueScrape.Remaining> batches = queues.remaining(now);
      CountDownLatch back = new CountDownLatch(batches.size());
      for (QueueScrape.Remaining batch : batches) {
        try {
          executor.execute(
              () -> {
                go(batch, deadline);
                back.countDown();
              });
        } catch (RejectedExecutionException e) {
          // All threads are busy with other scrapes; these queues are not measured in this one.
          back.countDown();
        }
      }
      if (!back.await(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS)) {
        return;
      }
    }
  }

  private void go(QueueScrape.Remaining remaining, Deadline deadline) {
    List<Command> commands = new ArrayList<>();
    commands.add(TIME);
    boolean hasId = remaining.node().id().isPresent();
    if (hasId) {
      commands.add(WHO);
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
          batch.complete(hasId ? who(replies.get(1)) : Optional.empty());
          return batch;
        });
  }

  private static Optional<String> who(Reply reply) {
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
