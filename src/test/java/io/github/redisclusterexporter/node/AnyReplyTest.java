package io.github.redisclusterexporter.node;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.github.redisclusterexporter.node.ServerProfile.Product;
import io.github.redisclusterexporter.redis.Fault;
import io.github.redisclusterexporter.redis.Reply;
import io.github.redisclusterexporter.testing.CapturedReplies;
import io.github.redisclusterexporter.testing.RandomLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whatever comes, a parser reads it or says that it is malformed. */
class AnyReplyTest {
  private static final Set<Collector> EVERYTHING =
      Stream.concat(Collector.all().stream(), Collector.optional().stream())
          .collect(Collectors.toSet());

  @Test
  @Tag("random")
  void randomBytes() {
    RandomLoop.run(2_000, random -> readText(text(random)));
  }

  @Test
  @Tag("random")
  void damagedReplies() {
    List<String> whole = new ArrayList<>();
    for (String version : CapturedReplies.VERSIONS) {
      whole.add(CapturedReplies.text(version, "primary", "cluster_nodes"));
      whole.add(CapturedReplies.text(version, "primary", "cluster_info"));
      whole.add(CapturedReplies.text(version, "primary", "info_all"));
    }
    RandomLoop.run(1_000, random -> readText(damaged(whole.get(random.nextInt(12)), random)));
  }

  @Test
  @Tag("random")
  void randomShapes() {
    RandomLoop.run(
        2_000,
        random -> {
          ServerProfile server =
              new ServerProfile(
                  new ServerProfile.Version(random.nextInt(6, 10), random.nextInt(5)),
                  "9.1",
                  Optional.of(true),
                  random.nextBoolean() ? Product.REDIS : Product.VALKEY,
                  Set.of());
          List<Reply> replies = new ArrayList<>();
          new ServerCommands(server, EVERYTHING)
              .commands()
              .forEach(command -> replies.add(reply(random, 0)));
          NodeReport report =
              NodeReport.of(server, EVERYTHING, replies, lines -> random.nextBoolean());
          assertThatCode(
                  () -> {
                    report.id();
                    report.isUp();
                    report
                        .get(Collector.LATENCY)
                        .ifPresent(all -> all.values().forEach(h -> h.atMost(66)));
                  })
              .doesNotThrowAnyException();
        });
  }

  private static void readText(String text) {
    tolerate(
        () ->
            ClusterNodes.parse(text, lines -> true)
                .lines()
                .forEach(
                    line -> {
                      line.addresses("dialled");
                      line.slots().size();
                    }));
    Info info = Info.parse(text);
    for (String field : info.fields().keySet()) {
      tolerate(() -> info.number(field));
      Info fields = Info.pairs(field, info.text(field).orElse(""));
      tolerate(() -> fields.number("calls"));
    }
    ServerProfile.of(new Reply.Text(text));
  }

  private static void tolerate(Runnable reading) {
    try {
      reading.run();
    } catch (MalformedReplyException e) {
      // The one exception that readers of replies are prepared for.
    }
  }

  private static String text(Random random) {
    byte[] bytes = new byte[random.nextInt(200)];
    String likely = " :,=-@[]<>\r\n0123456789abcfmster?#";
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] =
          random.nextInt(4) == 0
              ? (byte) random.nextInt(256)
              : (byte) likely.charAt(random.nextInt(likely.length()));
    }
    return new String(bytes, UTF_8);
  }

  private static String damaged(String whole, Random random) {
    StringBuilder damaged = new StringBuilder(whole);
    damaged.setLength(random.nextInt(whole.length()) + 1);
    for (int i = random.nextInt(5); i > 0; i--) {
      damaged.setCharAt(random.nextInt(damaged.length()), (char) (' ' + random.nextInt(95)));
    }
    return damaged.toString();
  }

  private static Reply reply(Random random, int depth) {
    return switch (random.nextInt(depth > 3 ? 5 : 8)) {
      case 0 -> new Reply.Nil();
      case 1 -> new Reply.Refused(Fault.READ_ERROR_REPLY, "ERR");
      case 2 -> new Reply.Lost(Fault.READ_CLOSED);
      case 3 -> new Reply.Int(random.nextLong());
      case 4 -> new Reply.Text(random.nextBoolean() ? "histogram_usec" : text(random));
      default -> {
        List<Reply> elements = new ArrayList<>();
        for (int i = random.nextInt(5); i > 0; i--) {
          elements.add(reply(random, depth + 1));
        }
        yield new Reply.Array(elements);
      }
    };
  }
}
