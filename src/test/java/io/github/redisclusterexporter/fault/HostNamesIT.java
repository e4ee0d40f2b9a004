package io.github.redisclusterexporter.fault;

import static io.github.redisclusterexporter.ClusterPages.assertAllCompleteBut;
import static io.github.redisclusterexporter.fault.Faults.BOUND;
import static io.github.redisclusterexporter.fault.Faults.TIMEOUT;
import static io.github.redisclusterexporter.fault.Faults.counted;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.ScrapedPage;
import io.github.redisclusterexporter.testing.Eventually;
import io.github.redisclusterexporter.testing.RedisCluster;
import io.github.redisclusterexporter.testing.RedisServer;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Host-name look-ups that hang, fail and succeed again. The JDK can read host names from a file. If
 * the file is a named pipe, the look-up hangs until something is written to it.
 */
@Order(2)
@EnabledOnOs(OS.LINUX)
class HostNamesIT {
  private static final String NAME = "node.cluster.test";

  /** How long a scrape waits for a look-up that hangs. */
  private static final Duration SHORT = Duration.ofMillis(500);

  /** Longer than a look-up takes that does not hang, also on a busy machine. */
  private static final Duration LONG = Duration.ofSeconds(4);

  private static RedisCluster cluster;

  private final Path directory;

  HostNamesIT(@TempDir Path directory) {
    this.directory = directory;
  }

  @BeforeAll
  static void startCluster() {
    cluster = RedisCluster.builder().nodeTimeout(Duration.ofMinutes(5)).start();
  }

  @AfterAll
  static void stopCluster() {
    cluster.close();
  }

  private Path pipe() throws IOException, InterruptedException {
    Path pipe = directory.resolve("hosts");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    return pipe;
  }

  private static RunningExporter exporter(Path hosts, String seeds, Duration connectTimeout) {
    return RunningExporter.start(
        Map.of("REDIS_CLUSTER_NODES", seeds),
        "-Dredis.connect-timeout=" + connectTimeout.toMillis() + "ms",
        "-Djdk.net.hosts.file=" + hosts,
        "-Dsun.net.inetaddr.negative.ttl=1",
        "-Dsun.net.inetaddr.ttl=1");
  }

  @Test
  void aSeedWhoseLookUpHangsDoesNotDelayOthers() throws Exception {
    Path hosts = pipe();
    String named = NAME + ":" + cluster.node(4).address().port();
    try (RunningExporter exporter =
        exporter(hosts, named + "," + cluster.node(0).address(), SHORT)) {
      for (int i = 0; i < 10; i++) {
        ScrapedPage page = exporter.scrape(TIMEOUT);
        assertThat(page.all("redis_cluster_node_up", "role", "primary"))
            .hasSize(3)
            .allMatch(up -> up.value() == 1);
        assertThat(page.all("redis_cluster_node_up", "role", "replica"))
            .hasSize(3)
            .allMatch(up -> up.value() == 1);
        assertThat(page.value("redis_cluster_node_up", "node", named)).isZero();
        assertThat(counted(page).keySet()).containsExactly("connect timeout");
      }
      String threads = exporter.threadDump();
      assertThat(threads.lines().filter(line -> line.startsWith("\"lookup-")))
          .as("a single thread waits for the name, regardless of the number of look-ups:" + threads)
          .hasSize(1);
      answer(hosts);
      assertThat(awaitAllUp(exporter).value("redis_cluster_up")).isEqualTo(1);
    }
  }

  @Test
  void aNodeWhoseLookUpHangsIsReachedByItsIpAddress() throws Exception {
    RedisServer named = cluster.node(1);
    Path hosts = pipe();
    named.command("CONFIG", "SET", "cluster-announce-hostname", NAME);
    try (RunningExporter exporter = exporter(hosts, cluster.node(0).address().toString(), SHORT)) {
      Eventually.await(
          BOUND,
          "all nodes know the name",
          () ->
              cluster.nodes().stream()
                  .allMatch(node -> node.text("CLUSTER", "NODES").contains("," + NAME)));
      for (int i = 0; i < 3; i++) {
        ScrapedPage page = exporter.scrape(TIMEOUT);
        assertThat(page.all("redis_cluster_node_up"))
            .as(exporter.log())
            .hasSize(6)
            .allMatch(up -> up.value() == 1);
      }
      answer(hosts);
    } finally {
      named.command("CONFIG", "SET", "cluster-announce-hostname", "");
      Eventually.await(
          BOUND,
          "all nodes have forgotten the name",
          () ->
              cluster.nodes().stream()
                  .noneMatch(node -> node.text("CLUSTER", "NODES").contains("," + NAME)));
    }
  }

  @Test
  void anUnknownNameThatBecomesKnownIsUsed() throws Exception {
    Path hosts = directory.resolve("hosts");
    Files.writeString(hosts, "127.0.0.1 localhost\n");
    String named = NAME + ":" + cluster.node(0).address().port();
    try (RunningExporter exporter = exporter(hosts, named, LONG)) {
      ScrapedPage page = exporter.scrape(TIMEOUT);
      assertThat(page.value("redis_cluster_up")).isZero();
      assertThat(counted(page).keySet()).containsExactly("connect unknown_host");
      Files.writeString(hosts, "127.0.0.1 " + NAME + "\n");
      Eventually.await(
          BOUND,
          "the cluster is reached by the name",
          () -> exporter.scrape(TIMEOUT).value("redis_cluster_up") == 1);
      assertAllCompleteBut(awaitAllUp(exporter), cluster);
    }
  }

  /** Ends the look-ups that wait for the pipe, and replaces it by a file with the name. */
  private static void answer(Path pipe) throws IOException {
    String line = "127.0.0.1 " + NAME + "\n";
    Path moved = pipe.resolveSibling("waiting");
    Files.move(pipe, moved);
    Files.writeString(pipe, line);
    try (OutputStream out = Files.newOutputStream(moved)) {
      out.write(line.getBytes(StandardCharsets.US_ASCII));
    }
  }

  /** A page on which all nodes are up; on a busy machine, one may not reply in time. */
  private static ScrapedPage awaitAllUp(RunningExporter exporter) {
    AtomicReference<@Nullable ScrapedPage> page = new AtomicReference<>();
    Eventually.await(
        BOUND,
        "all nodes are up",
        () -> {
          ScrapedPage next = exporter.scrape(TIMEOUT);
          page.set(next);
          return next.all("redis_cluster_node_up").size() == cluster.nodes().size()
              && next.all("redis_cluster_node_up").stream().allMatch(up -> up.value() == 1);
        });
    return Objects.requireNonNull(page.get());
  }
}
