package io.github.redisclusterexporter.scrape;

import static io.github.redisclusterexporter.testing.FakeNodes.answer;
import static io.github.redisclusterexporter.testing.FakeNodes.line;
import static io.github.redisclusterexporter.testing.FakeNodes.myself;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.cluster.ClusterHistory;
import io.github.redisclusterexporter.cluster.ProbeResult;
import io.github.redisclusterexporter.net.Deadline;
import io.github.redisclusterexporter.net.SharedThreads;
import io.github.redisclusterexporter.testing.FakeNodes;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class NodeThreadsTest {
  private static final int NODES = 3 * NodeThreads.OF_A_CLUSTER;

  private final NodeThreads threads = new NodeThreads();
  private final CountDownLatch end = new CountDownLatch(1);

  @AfterEach
  void close() {
    end.countDown();
    threads.close();
  }

  /** How many tasks that hang are accepted. */
  private int fill(SharedThreads.Share share) {
    for (int accepted = 0; ; accepted++) {
      try {
        share.execute(this::hang);
      } catch (RejectedExecutionException e) {
        return accepted;
      }
    }
  }

  private void hang() {
    try {
      end.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The first node lists all others. */
  private static ProbeResult probe(ProbeTarget target, Deadline deadline) {
    String own = target.address().host();
    Stream<String> others =
        IntStream.range(1, own.equals("n0") ? NODES : 0)
            .mapToObj(i -> line("n" + i, "n" + i + ":1"));
    return answer(
        target,
        Stream.concat(Stream.of(myself(own, target.address().toString())), others)
            .toArray(String[]::new));
  }

  @Test
  void aClusterThatHangsTakesNoThreadFromTheProbesOfTheOthers() throws InterruptedException {
    assertThat(fill(threads.forProbes())).isEqualTo(2 * ClusterScrape.WIDTH);
    assertThat(fill(threads.forProbes())).isEqualTo(NodeThreads.OF_A_CLUSTER);

    NodeAddressBook addressBook =
        new NodeAddressBook(
            FakeNodes.config("n0:1"),
            new ClusterHistory(Clock.systemUTC(), false, false),
            Clock.systemUTC());
    Deadline deadline = Deadline.after(Duration.ofSeconds(20));
    List<ProbeResult> results =
        new ClusterScrape(
                addressBook, NodeThreadsTest::probe, threads.forProbes().until(deadline), deadline)
            .run();

    assertThat(results).hasSize(NODES).allMatch(result -> result.report().isPresent());
  }

  @Test
  void aClusterWithoutDnsTakesNoThreadFromTheLookUpsOfTheOthers() {
    assertThat(fill(threads.forLookUps())).isEqualTo(32);
    assertThat(fill(threads.forLookUps())).isEqualTo(NodeThreads.OF_A_CLUSTER);
  }
}
