package io.github.redisclusterexporter.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.testing.Ports;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoIT {
  // Six nodes, the exporter, Prometheus and Alertmanager.
  private static final int PORTS = 9;

  private final Path directory;

  DemoIT(@TempDir Path directory) {
    this.directory = directory;
  }

  private record Result(int exitCode, String out, String err) {}

  @Test
  void onceScrapesAndLeavesNothingBehind() throws Exception {
    int base = Ports.freeRange(PORTS);
    Result result = demo("--once", "--port-base", Integer.toString(base));

    assertThat(result.exitCode()).as(result.err()).isEqualTo(0);
    assertThat(result.out().lines().filter(line -> line.startsWith("redis_cluster_node_up{")))
        .hasSize(6)
        .allMatch(line -> line.endsWith(" 1.0"))
        .filteredOn(line -> line.contains("role=\"primary\""))
        .hasSize(3);
    assertThat(result.out())
        .startsWith("# ")
        .containsPattern("redis_cluster_slots_ok\\{.*} 16384")
        .containsPattern("redis_cluster_command_calls_total\\{cmd=\"xadd\".*} [1-9]")
        .containsPattern(
            "redis_cluster_queue_depth\\{group=\"task_workers\",queue=\"tasks:high\".*} [0-9]");
    assertLeftNothing(base);
  }

  @Test
  void aDrillKillsAPrimaryAndGivesItsVerdict() throws Exception {
    int base = Ports.freeRange(PORTS);
    Result result = demo("drill", "--port-base", Integer.toString(base));

    assertThat(result.exitCode()).as(result.out() + result.err()).isEqualTo(0);
    assertThat(result.out())
        .containsSubsequence(
            " s  127.0.0.1:" + base + " is killed",
            " s  detected: it is down",
            " s  flagged: the other primaries agree",
            " s  promoted: 127.0.0.1:" + (base + 3) + " is a primary",
            " s  serving again",
            " s  127.0.0.1:" + base + " is restarted",
            " s  rejoined: it is up, as a replica",
            " s  in sync",
            "The exporter counted 1 failover; it observed slots without a primary for ",
            "Time without service for clients of this shard: ",
            " writes were acknowledged and ",
            "PASSED: ");
    assertLeftNothing(base);
  }

  @Test
  void busyPortsAreNamedAndOthersOffered() throws Exception {
    int base = Ports.freeRange(PORTS);
    try (ServerSocket busy = new ServerSocket(base, 1, InetAddress.getLoopbackAddress())) {
      assertThat(busy.isBound()).isTrue();
      Result result = demo("--port-base=" + base);
      assertThat(result.exitCode()).isEqualTo(1);
      assertThat(result.out()).isEmpty();
      assertThat(result.err()).contains(base + " (redis)").contains("./demo --port-base ");
    }
  }

  @Test
  void anUnknownOptionIsAnsweredByTheUsage() throws Exception {
    Result result = demo("--twice");
    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err()).contains("usage: ./demo").contains("'--twice'");
  }

  private void assertLeftNothing(int base) throws IOException {
    for (int port = base; port < base + PORTS; port++) {
      assertThat(Ports.isFree(port)).as("port %d", port).isTrue();
    }
    try (Stream<Path> left = Files.list(temp())) {
      assertThat(left).isEmpty();
    }
  }

  private Path temp() throws IOException {
    return Files.createDirectories(directory.resolve("tmp"));
  }

  private Result demo(String... options) throws Exception {
    List<String> command = new ArrayList<>(List.of("./demo"));
    command.addAll(List.of(options));
    Path out = directory.resolve("out");
    Path err = directory.resolve("err");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("JDK_JAVA_OPTIONS", "-Djava.io.tmpdir=" + temp());
    Process process = builder.start();
    try {
      assertThat(process.waitFor(2, TimeUnit.MINUTES)).as("it ends").isTrue();
      return new Result(process.exitValue(), Files.readString(out), Files.readString(err));
    } finally {
      process.destroy();
    }
  }
}
