package io.github.redisclusterexporter.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.testing.Executables;
import io.github.redisclusterexporter.testing.MissingTools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.parallel.Isolated;

/** The scripts in {@code deploy/prove}, where this machine can run them. */
@Tag("full")
@Isolated("uses the ports that users use")
@TestMethodOrder(OrderAnnotation.class)
class DeploymentProofsIT {
  private static final int MINUTES = 30;
  private static final Path JVMS = Path.of("/usr/lib/jvm");

  @Test
  @Order(1)
  void theUnitInABootedDebian() throws Exception {
    if (has("the systemd unit in a booted Debian", "debootstrap", "systemd-nspawn")) {
      prove("unit", List.of());
    }
  }

  @Test
  @Order(2)
  void theImageOnAnEngine() throws Exception {
    if (has("the container image", "debootstrap", "docker") && isEngineRunning()) {
      Optional<Path> jdk = newestJdk();
      if (jdk.isEmpty()) {
        MissingTools.report("a JDK 25 in " + JVMS, "the container image");
        return;
      }
      List<String> options = new ArrayList<>(List.of("--jdk", jdk.get().toString()));
      Optional.ofNullable(System.getProperty("prove.truststore"))
          .ifPresent(file -> Collections.addAll(options, "--truststore", file));
      prove("image", options);
    }
  }

  /** Uses the image that the test before has made. */
  @Test
  @Order(3)
  void theWholeSystemOnAnEngine() throws Exception {
    if (has("the Compose file", "debootstrap", "docker", "redis-cli")
        && isEngineRunning()
        && newestJdk().isPresent()) {
      prove("system", List.of());
    }
  }

  private static boolean has(String untested, String... tools) {
    List<String> missing =
        Stream.of(tools).filter(tool -> Executables.onPath(tool).isEmpty()).toList();
    missing.forEach(tool -> MissingTools.report(tool, untested));
    boolean root = "root".equals(System.getProperty("user.name"));
    if (!root) {
      MissingTools.report("root", untested);
    }
    return missing.isEmpty() && root;
  }

  private static boolean isEngineRunning() throws IOException, InterruptedException {
    Process info =
        new ProcessBuilder("docker", "info")
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    boolean running = info.waitFor(1, TimeUnit.MINUTES) && info.exitValue() == 0;
    info.destroyForcibly();
    if (!running) {
      MissingTools.report("a running Docker engine", "the container image and the Compose file");
    }
    return running;
  }

  private static Optional<Path> newestJdk() throws IOException {
    if (!Files.isDirectory(JVMS)) {
      return Optional.empty();
    }
    try (Stream<Path> jvms = Files.list(JVMS)) {
      return jvms.filter(jvm -> jvm.getFileName().toString().contains("-25-jdk")).findFirst();
    }
  }

  private static void prove(String script, List<String> options)
      throws IOException, InterruptedException {
    Path log = Files.createDirectories(Path.of("target", "prove")).resolve(script + ".log");
    List<String> command = new ArrayList<>(List.of("deploy/prove/" + script));
    command.addAll(options);
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    try {
      assertThat(process.waitFor(MINUTES, TimeUnit.MINUTES)).as("it ends: %s", log).isTrue();
      assertThat(process.exitValue()).as(Files.readString(log)).isZero();
    } finally {
      process.destroyForcibly();
    }
  }
}
