package io.github.redisclusterexporter;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.testing.MissingTools;
import io.github.redisclusterexporter.testing.RedisBinary;
import io.github.redisclusterexporter.testing.RedisCluster;
import io.github.redisclusterexporter.testing.RedisTls;
import io.github.redisclusterexporter.testing.TestCertificates;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * {@code --check} of servers with TLS on a machine that is much too busy. Each check is a process
 * of its own: its first TLS handshakes take seconds of processor time, and the report must not say
 * that the servers are slow. The same load must not hide a real problem.
 */
@Tag("full")
@Isolated("keeps all processors busy")
class CheckTlsLoadIT {
  private static final int CHECKS = Integer.getInteger("check.repeats", 20);
  private static final int BUSY_THREADS_PER_PROCESSOR = 8;
  private static final Duration BOUND = Duration.ofMinutes(3);
  private static final TestCertificates CERTIFICATES = TestCertificates.get();

  /** Threads that do nothing but use the processors. */
  private static final class Load implements AutoCloseable {
    private final AtomicBoolean ended = new AtomicBoolean();
    private final List<Thread> threads = new ArrayList<>();

    static Load start() {
      Load load = new Load();
      int count = BUSY_THREADS_PER_PROCESSOR * Runtime.getRuntime().availableProcessors();
      for (int i = 0; i < count; i++) {
        Thread thread = new Thread(load::spin, "load-" + i);
        thread.setDaemon(true);
        load.threads.add(thread);
        thread.start();
      }
      return load;
    }

    private void spin() {
      while (!ended.get()) {
        Thread.onSpinWait();
      }
    }

    @Override
    public void close() {
      ended.set(true);
      threads.forEach(Load::join);
    }

    private static void join(Thread thread) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Test
  @Timeout(900)
  void everyReportIsRight() {
    Optional<RedisBinary> binary = RedisBinary.onPath().filter(RedisBinary::tls);
    if (binary.isEmpty()) {
      MissingTools.report("a redis-server with TLS", "checks of a cluster with TLS under load");
      return;
    }
    try (RedisCluster cluster =
            RedisCluster.builder()
                .binary(binary.get())
                .tls(RedisTls.of(CERTIFICATES, false))
                .start();
        Load load = Load.start()) {
      String url = "rediss://" + cluster.node(0).address();
      String right = CERTIFICATES.ca().toString();
      String wrong = CERTIFICATES.foreign().ca().toString();
      for (int i = 0; i < CHECKS; i++) {
        assertThat(report(Map.of("REDIS_URL", url, "REDIS_TLS_CA_FILE", right), 0))
            .as("check %d", i)
            .contains("16384 of 16384 slots served", "TLS on")
            .endsWith("All is well.");
      }
      assertThat(report(Map.of("REDIS_URL", url, "REDIS_TLS_CA_FILE", wrong), 1))
          .contains("1. connect tls: the certificate is not signed by a trusted authority");
      assertThat(load.threads).allMatch(Thread::isAlive);
    }
  }

  private static String report(Map<String, String> environment, int code) {
    try (JarProcess check = JarProcess.run(environment, "--check")) {
      int actual = check.exitCode(BOUND);
      String report = check.output().strip();
      assertThat(actual).as(report + check.errors()).isEqualTo(code);
      return report;
    }
  }
}
