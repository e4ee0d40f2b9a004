package io.github.redisclusterexporter.scrape;

import io.github.redisclusterexporter.address.HostPort;
import io.github.redisclusterexporter.cluster.ClusterPicture;
import io.github.redisclusterexporter.node.ClusterNodes;
import io.github.redisclusterexporter.node.Info;
import io.github.redisclusterexporter.redis.Command;
import io.github.redisclusterexporter.redis.Deadline;
import io.github.redisclusterexporter.redis.NodeLink;
import io.github.redisclusterexporter.redis.NodeLinks;
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

  private final Directory directory;
  private final NodeLinks links;
  private final FaultLog faults;
  private final Executor executor;

  QueueFollowUp(Directory directory, NodeLinks links, FaultLog faults, Executor executor) {
    this.directory = directory;
    this.links = links;
    this.faults = faults;
    this.executor = executor;
  }

  void run(QueueRound queues, ClusterPicture now, Deadline deadline) throws InterruptedException {
    for (int hop = 0; hop < MOST_HOPS; hop++) {
      List<QueueRound.Trip> trips = queues.trips(now);
      CountDownLatch back = new CountDownLatch(trips.size());
      for (QueueRound.Trip trip : trips) {
        try {
          executor.execute(
              () -> {
                go(queues, trip, deadline);
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

  private void go(QueueRound queues, QueueRound.Trip trip, Deadline deadline) {
    Optional<HostPort> address = directory.addressOf(trip.node());
    if (address.isEmpty()) {
      return;
    }
    NodeLink link = links.to(address.get());
    try {
      List<Command> commands = new ArrayList<>();
      commands.add(TIME);
      if (trip.node().id().isPresent()) {
        commands.add(WHO);
      }
      int own = commands.size();
      trip.errands().forEach(errand -> commands.addAll(errand.commands()));
      List<Reply> replies = link.ask(introduction -> commands, deadline).replies();
      new QueueTrip(link, trip.errands())
          .goOn(replies.subList(own, replies.size()), serverTime(replies.get(0)), deadline);
      queues.bring(
          new Target(address.get(), trip.node().id()),
          own == 1 ? Optional.empty() : who(replies.get(1)),
          trip.errands());
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
