package io.github.redisclusterexporter.scrape;

import io.github.redisclusterexporter.cluster.ClusterSnapshot;
import io.github.redisclusterexporter.net.Deadline;
import io.github.redisclusterexporter.net.HostPort;
import io.github.redisclusterexporter.node.ClusterNodes;
import io.github.redisclusterexporter.node.Info;
import io.github.redisclusterexporter.redis.Command;
import io.github.redisclusterexporter.redis.NodeClient;
import io.github.redisclusterexporter.redis.NodeClients;
import io.github.redisclusterexporter.redis.RedisException;
import io.github.redisclusterexporter.redis.Reply;
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

  private static final Command TIME = Command.of("INFO", "server");
  private static final Command WHO = Command.of("CLUSTER", "NODES");

  private final NodeAddressBook addressBook;
  private final NodeClients links;
  private final FaultLog faults;
  private final Executor executor;

  QueueFollowUp(
      NodeAddressBook addressBook, NodeClients links, FaultLog faults, Executor executor) {
    this.addressBook = addressBook;
    this.links = links;
    this.faults = faults;
    this.executor = executor;
  }

  void run(QueueScrape queues, ClusterSnapshot now, Deadline deadline) throws InterruptedException {
    for (int hop = 0; hop < MOST_HOPS; hop++) {
      List<QueueScrape.NodeReads> reads = queues.reads(now);
      CountDownLatch back = new CountDownLatch(reads.size());
      for (QueueScrape.NodeReads nodeReads : reads) {
        try {
          executor.execute(
              () -> {
                go(queues, nodeReads, deadline);
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

  private void go(QueueScrape queues, QueueScrape.NodeReads nodeReads, Deadline deadline) {
    Optional<HostPort> address = addressBook.addressOf(nodeReads.node());
    if (address.isEmpty()) {
      return;
    }
    NodeClient link = links.to(address.get());
    try {
      List<Command> commands = new ArrayList<>();
      commands.add(TIME);
      if (nodeReads.node().id().isPresent()) {
        commands.add(WHO);
      }
      int own = commands.size();
      nodeReads.reads().forEach(read -> commands.addAll(read.commands()));
      List<Reply> replies = link.ask(introduction -> commands, deadline).replies();
      new QueueReadBatch(link, nodeReads.reads())
          .goOn(replies.subList(own, replies.size()), serverTime(replies.get(0)), deadline);
      queues.bring(
          new ProbeTarget(address.get(), nodeReads.node().id()),
          own == 1 ? Optional.empty() : who(replies.get(1)),
          nodeReads.reads());
    } catch (RedisException e) {
      faults.failed(address.get(), e.fault(), String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      faults.bug(address.get(), e);
    }
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
