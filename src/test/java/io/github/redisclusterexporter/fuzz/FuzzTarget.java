package io.github.redisclusterexporter.fuzz;

import io.github.redisclusterexporter.testing.TestCertificates;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;

/** What is fuzzed, each a class with a method that the fuzzer calls, and with what it begins. */
enum FuzzTarget {
  WIRE("redis.WireFuzz") {
    @Override
    List<byte[]> seeds() throws IOException {
      List<byte[]> seeds = new ArrayList<>();
      for (Path file : captured()) {
        seeds.add(Files.readAllBytes(file));
      }
      return seeds;
    }
  },
  REPORT("node.ReportFuzz") {
    @Override
    List<byte[]> seeds() throws IOException {
      List<byte[]> seeds = new ArrayList<>();
      String[] asked = {
        "cluster_nodes", "info_all", "cluster_info", "latency_histogram", "slowlog_get_1"
      };
      seeds.add(joined("\0", "redis-6.2.11/primary", "cluster_nodes", "info_all", "cluster_info"));
      for (String node : List.of("redis-7.0.15/primary", "redis-7.0.15/replica")) {
        seeds.add(joined("\1", node, asked));
      }
      for (String node : List.of("redis-7.4.1/primary", "valkey-8.0.1/replica")) {
        seeds.add(joined("\2", node, asked));
      }
      return seeds;
    }
  },
  SNAPSHOT("cluster.SnapshotFuzz") {
    @Override
    List<byte[]> seeds() throws IOException {
      List<byte[]> seeds = new ArrayList<>();
      for (String version : List.of("redis-6.2.11", "redis-7.4.1")) {
        ByteArrayOutputStream seed = new ByteArrayOutputStream();
        for (String role : List.of("primary", "replica", "after-failover")) {
          for (String command : List.of("cluster_nodes", "info_all", "cluster_info")) {
            seed.write(body(REPLIES.resolve(version).resolve(role).resolve(command + ".resp")));
            seed.write(0);
          }
        }
        seeds.add(seed.toByteArray());
      }
      return seeds;
    }
  },
  QUEUE("queue.QueueFuzz") {
    @Override
    List<byte[]> seeds() throws IOException {
      String groups = "xinfo_groups_tasks-high";
      String stream = "xinfo_stream_tasks-high";
      return List.of(
          joined("\1", "redis-7.0.15/primary", stream, groups, "xpending_tasks-high_task_workers"),
          joined("\1", "redis-6.2.11/primary", stream, groups, "xpending_tasks-high_task_workers"));
    }
  },
  JSON("queue.JsonFieldFuzz"),
  SCAN("key.read.ScanFuzz"),
  ERROR_REPLY("redis.ErrorReplyFuzz"),
  PEM("net.PemFuzz") {
    @Override
    List<byte[]> seeds() throws IOException {
      TestCertificates.Identity server = TestCertificates.get().server();
      return List.of(Files.readAllBytes(server.certificate()), Files.readAllBytes(server.key()));
    }
  },
  ADDRESS("redis.RedisUrlFuzz"),
  WEB_FILE("web.WebFileFuzz"),
  REQUEST("metric.RequestFuzz"),
  LOGIN("web.LoginFuzz");

  private static final Path RESOURCES = Path.of("src", "test", "resources");
  private static final Path REPLIES = RESOURCES.resolve("replies");

  private final String type;

  FuzzTarget(String type) {
    this.type = "io.github.redisclusterexporter." + type;
  }

  /** Name of the class. */
  String type() {
    return type;
  }

  /** Where inputs are kept that ought to be tried every time. */
  Path kept() {
    return RESOURCES.resolve("fuzz").resolve(name().toLowerCase(Locale.ROOT));
  }

  /** More inputs to begin with. */
  List<byte[]> seeds() throws IOException {
    return List.of();
  }

  /** Runs one input. */
  void run(byte[] input) throws Throwable {
    try {
      Class.forName(type)
          .getMethod("fuzzerTestOneInput", byte[].class)
          .invoke(null, (Object) input);
    } catch (InvocationTargetException e) {
      throw Objects.requireNonNullElse(e.getCause(), e);
    }
  }

  private static List<Path> captured() throws IOException {
    try (Stream<Path> files = Files.walk(REPLIES)) {
      return files.filter(file -> file.toString().endsWith(".resp")).sorted().toList();
    }
  }

  private static byte[] joined(String before, String node, String... commands) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.write(before.getBytes(StandardCharsets.ISO_8859_1));
    for (String command : commands) {
      all.write(Files.readAllBytes(REPLIES.resolve(node).resolve(command + ".resp")));
    }
    return all.toByteArray();
  }

  /** A captured text without its length. */
  private static byte[] body(Path file) throws IOException {
    String reply = Files.readString(file, StandardCharsets.ISO_8859_1);
    return reply.substring(reply.indexOf('\n') + 1).strip().getBytes(StandardCharsets.ISO_8859_1);
  }
}
