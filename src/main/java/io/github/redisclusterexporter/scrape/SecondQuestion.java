package io.github.redisclusterexporter.scrape;

import io.github.redisclusterexporter.cluster.Membership;
import io.github.redisclusterexporter.cluster.ProbeResult;
import io.github.redisclusterexporter.net.Deadline;
import io.github.redisclusterexporter.node.Collector;
import io.github.redisclusterexporter.node.NodeReport;
import io.github.redisclusterexporter.node.ServerCommands;
import io.github.redisclusterexporter.redis.NodeClient;
import io.github.redisclusterexporter.redis.RedisException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Asks nodes again, once and after a moment, when the replies of a scrape show slots without an
 * owner or with several owners. Slots that move between the questions to two nodes look the same;
 * the second answers differ from the first ones then.
 */
record SecondQuestion(ClusterConnections connections, ViewSample views) {
  private static final Set<Collector> VIEW =
      Set.of(Collector.CLUSTER_NODES, Collector.CLUSTER_INFO);

  /** In a manual failover, both primaries claim the slots for some milliseconds. */
  static final Duration PAUSE = Duration.ofMillis(50);

  private static final Duration RESERVE = Duration.ofMillis(500);

  /**
   * When the first answers must be there. A node that does not answer at all must not take the time
   * for the second question.
   */
  static Deadline firstAnswers(Deadline deadline) {
    Duration remaining = deadline.remaining();
    return deadline.within(
        Collections.max(List.of(remaining.minus(RESERVE), remaining.multipliedBy(4).dividedBy(5))));
  }

  /**
   * The members with the second answers.
   *
   * @param deadline nodes that do not answer until then keep their first answer
   */
  Membership updated(Membership members, Deadline deadline) throws InterruptedException {
    Set<String> inDoubt = members.inDoubt();
    return inDoubt.isEmpty()
        ? members
        : new Membership(updated(members.results(), inDoubt, deadline));
  }

  private List<ProbeResult> updated(
      List<ProbeResult> results, Set<String> inDoubt, Deadline deadline)
      throws InterruptedException {
    Deadline own = deadline.within(connections.timeout());
    Deadline due = Deadline.after(Collections.min(List.of(PAUSE, own.remaining().dividedBy(2))));
    Deque<Integer> waiting = new ArrayDeque<>();
    for (int i = 0; i < results.size(); i++) {
      ProbeResult result = results.get(i);
      if (result.report().isPresent() && result.id().filter(inDoubt::contains).isPresent()) {
        waiting.add(i);
      }
    }
    Executor executor = connections.executor(own);
    List<ProbeResult> updated = new ArrayList<>(results);
    BlockingQueue<Answer> arrivals = new LinkedBlockingQueue<>();
    int underWay = 0;
    while (!own.passed() && underWay + waiting.size() > 0) {
      boolean isDue = due.passed();
      while (isDue && underWay < ClusterScrape.WIDTH && !waiting.isEmpty()) {
        int index = waiting.remove();
        ProbeResult first = results.get(index);
        executor.execute(() -> arrivals.add(new Answer(index, ask(first, own))));
        underWay++;
      }
      Deadline next = isDue ? own : due;
      Answer answer = arrivals.poll(next.remaining().toNanos(), TimeUnit.NANOSECONDS);
      if (answer != null) {
        underWay--;
        if (answer.report().isPresent()) {
          ProbeResult first = results.get(answer.index());
          updated.set(answer.index(), first.withLaterView(answer.report().get()));
        }
      }
    }
    return updated;
  }

  private record Answer(int index, Optional<NodeReport> report) {}

  private Optional<NodeReport> ask(ProbeResult first, Deadline deadline) {
    return connections.exchange(first.address(), client -> report(client, first, deadline));
  }

  private NodeReport report(NodeClient client, ProbeResult first, Deadline deadline)
      throws RedisException {
    ClusterConnections.Replies received =
        connections.execute(
            client, profile -> new ServerCommands(profile, VIEW).commands(), deadline);
    return NodeReport.of(
        received.profile(),
        VIEW,
        received.replies(),
        lines -> views.includes(first.expectedId(), lines));
  }
}
