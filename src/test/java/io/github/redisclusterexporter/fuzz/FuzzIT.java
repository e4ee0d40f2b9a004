package io.github.redisclusterexporter.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Looks for more inputs with Jazzer, each target in a process of its own: one minute each in the
 * full tier, {@code -Dfuzz.seconds=3600} for an hour each. What it learns stays in {@code
 * target/fuzz} and is where the next run begins. {@link FuzzCorpusTest} runs every kept input in
 * each build.
 */
@EnabledOnOs(OS.LINUX)
@Tag("full")
@Tag("cpu-bound")
class FuzzIT {
  private static final String LOOKED_AT =
      "io.github.redisclusterexporter.**:redis.clients.jedis.**";

  private static final int SECONDS = Integer.getInteger("fuzz.seconds", 60);

  @ParameterizedTest
  @EnumSource
  void findsNoInputThatBreaksIt(FuzzTarget target) throws Exception {
    fuzz(target);
  }

  private static void fuzz(FuzzTarget target) throws Exception {
    Path directory = Path.of("target", "fuzz", target.name()).toAbsolutePath();
    Path learned = Files.createDirectories(directory.resolve("learned"));
    Path seeds = Files.createDirectories(directory.resolve("seeds"));
    int number = 0;
    for (byte[] seed : target.seeds()) {
      Files.write(seeds.resolve(Integer.toString(number++)), seed);
    }
    Path log = directory.resolve("log");
    Process fuzzer =
        new ProcessBuilder(command(target, learned, seeds))
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      assertThat(fuzzer.waitFor(SECONDS + 180L, TimeUnit.SECONDS)).as("it ends: " + log).isTrue();
      assertThat(fuzzer.exitValue())
          .as("%s%nKeep the input in %s", tail(log), target.kept())
          .isZero();
      assertThat(tail(log)).containsPattern("Done \\d+ runs");
    } finally {
      fuzzer.destroyForcibly();
    }
  }

  private static List<String> command(FuzzTarget target, Path learned, Path seeds)
      throws IOException {
    String classPath =
        String.join(
            File.pathSeparator,
            Path.of("target", "classes").toAbsolutePath().toString(),
            Path.of("target", "test-classes").toAbsolutePath().toString(),
            Files.readString(Path.of("target", "test-classpath")).strip());
    List<String> words = new ArrayList<>();
    Collections.addAll(
        words,
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:+UseSerialGC",
        // As much as a small container has: what needs more is found, too.
        "-Xmx256m",
        "-Xss1m",
        "-cp",
        classPath,
        "com.code_intelligence.jazzer.Jazzer",
        "--target_class=" + target.type(),
        "--instrumentation_includes=" + LOOKED_AT,
        "--custom_hook_includes=" + LOOKED_AT,
        "--reproducer_path=.",
        "-max_len=65536",
        // Long, because the first input also loads the classes.
        "-timeout=60",
        "-rss_limit_mb=2048",
        "-artifact_prefix=./",
        learned.toString(),
        seeds.toString(),
        target.kept().toAbsolutePath().toString());
    words.add("-max_total_time=" + SECONDS);
    return words;
  }

  private static String tail(Path log) throws IOException {
    List<String> lines = Files.readAllLines(log, StandardCharsets.ISO_8859_1);
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 60), lines.size()));
  }
}
