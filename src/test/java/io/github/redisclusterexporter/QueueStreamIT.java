package io.github.redisclusterexporter;

import static io.github.redisclusterexporter.QueuePages.depth;
import static io.github.redisclusterexporter.QueuePages.length;
import static io.github.redisclusterexporter.QueuePages.up;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.testing.RedisBinary;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What streams and their groups are used for, and what it does to the numbers on the page. */
@Order(2)
@ParameterizedClass
@MethodSource("clusters")
@Tag("smoke")
class QueueStreamIT {
  private static final String AGE = "redis_cluster_queue_oldest_age_seconds";

  /** How long after an id was made up its age may be read. */
  private static final double PATIENCE = 120;

  /** On three shards, as it happens; the tests do the same to each. */
  private static final List<String> STREAMS = List.of("s{a}", "s{b}", "s{c}");

  @Parameter QueueCluster redis;

  private final List<TestExporter> exporters = new ArrayList<>();
  private long now;

  /** Closed by JUnit when its tests are done. */
  static Stream<QueueCluster> clusters() {
    return RedisBinary.versions().map(QueueCluster::start);
  }

  @BeforeEach
  void start() {
    flush();
  }

  private void flush() {
    redis.flush();
    List<?> time = (List<?>) Objects.requireNonNull(redis.ownerOf(STREAMS.get(0)).command("TIME"));
    now = Long.parseLong(String.valueOf(time.get(0)));
  }

  @AfterEach
  void close() {
    exporters.forEach(TestExporter::close);
  }

  /** One that has looked at the streams before, as they are now. */
  private TestExporter exporter() {
    TestExporter exporter =
        TestExporter.withQueues(
            redis.environment(),
            STREAMS.stream().map(stream -> "\"" + stream + "\"").toArray(String[]::new));
    exporters.add(exporter);
    assertThat(exporter.scrape().all("redis_cluster_queue_up"))
        .hasSize(STREAMS.size())
        .allMatch(series -> series.value() == 1);
    return exporter;
  }

  /** The id of an entry that was added that long ago. */
  private String id(int secondsAgo) {
    return (now - secondsAgo) * 1000 + "-0";
  }

  /** In all streams; {@code KEY} is the stream. */
  private void all(String... words) {
    for (String stream : STREAMS) {
      String[] command = words.clone();
      for (int i = 0; i < command.length; i++) {
        command[i] = command[i].equals("KEY") ? stream : command[i];
      }
      Object unused = redis.ownerOf(stream).command(command);
    }
  }

  /** One entry a second. */
  private void add(int oldest, int youngest) {
    for (int ago = oldest; ago >= youngest; ago--) {
      all("XADD", "KEY", id(ago), "task", "secret");
    }
  }

  private void group(String start) {
    all("XGROUP", "CREATE", "KEY", "g", start, "MKSTREAM");
  }

  private void take(int count) {
    all("XREADGROUP", "GROUP", "g", "w", "COUNT", "" + count, "STREAMS", "KEY", ">");
  }

  /** What a page says of the group, on each shard. */
  private final class Expected {
    private final ScrapedPage page;

    Expected(TestExporter exporter) {
      page = exporter.scrape();
      assertThat(page.all("redis_cluster_exporter_probe_errors_total"))
          .allMatch(errors -> errors.value() == 0);
      assertThat(page.body()).doesNotContain("secret");
    }

    Expected depth(int depth, int length) {
      for (String stream : STREAMS) {
        assertThat(up(page, stream)).isEqualTo(1);
        assertThat(QueuePages.depth(page, stream)).as("depth of " + stream).isEqualTo(depth);
        assertThat(page.value("redis_cluster_queue_depth_exact", "queue", stream)).isEqualTo(1);
        assertThat(QueuePages.length(page, stream)).as("length of " + stream).isEqualTo(length);
      }
      return this;
    }

    Expected pending(int pending, int consumers) {
      for (String stream : STREAMS) {
        assertThat(page.value("redis_cluster_queue_pending", "queue", stream)).isEqualTo(pending);
        assertThat(page.value("redis_cluster_queue_consumers", "queue", stream))
            .isEqualTo(consumers);
      }
      return this;
    }

    Expected oldest(String state, int secondsAgo) {
      for (String stream : STREAMS) {
        assertThat(page.value(AGE, "queue", stream, "state", state))
            .as(state + " in " + stream)
            .isBetween((double) secondsAgo, secondsAgo + PATIENCE);
      }
      return this;
    }

    Expected none(String state) {
      STREAMS.forEach(
          stream -> assertThat(page.has(AGE, "queue", stream, "state", state)).isFalse());
      return this;
    }

    Expected total(String name, int number) {
      for (String stream : STREAMS) {
        String metric = "redis_cluster_queue_entries_" + name + "_total";
        if (redis.cluster().node(0).binary().isAtLeast(7)) {
          assertThat(page.value(metric, "queue", stream)).isEqualTo(number);
        } else {
          assertThat(page.has(metric)).isFalse();
        }
      }
      return this;
    }
  }

  private Expected page(TestExporter exporter) {
    return new Expected(exporter);
  }

  @Test
  void unreadEntriesThatWereTrimmedAreNotWaiting() {
    add(1059, 1050);
    group("0");
    take(2);
    TestExporter exporter = exporter();
    page(exporter).depth(8, 10).pending(2, 1).oldest("waiting", 1057).oldest("pending", 1059);
    all("XTRIM", "KEY", "MAXLEN", "3");
    page(exporter).depth(3, 3).pending(2, 1).oldest("waiting", 1052).oldest("pending", 1059);
    // From here on a server that counts the lag counts five too many, for ever.
    take(1);
    page(exporter).depth(2, 3).pending(3, 1).oldest("waiting", 1051);
    add(840, 831);
    page(exporter).depth(12, 13).oldest("waiting", 1051);
    take(12);
    page(exporter).depth(0, 13).pending(15, 1).none("waiting");
    add(630, 626);
    page(exporter).depth(5, 18).oldest("waiting", 630);
    all("XTRIM", "KEY", "MAXLEN", "0");
    page(exporter).depth(0, 0).pending(15, 1).none("waiting").oldest("pending", 1059);
  }

  @Test
  void deletedEntriesAreNotWaitingAndStayPending() {
    add(1059, 1050);
    group("0");
    take(3);
    TestExporter exporter = exporter();
    page(exporter).depth(7, 10).oldest("waiting", 1056);
    all("XDEL", "KEY", id(1054), id(1050));
    page(exporter).depth(5, 8).oldest("waiting", 1056);
    all("XDEL", "KEY", id(1056));
    page(exporter).depth(4, 7).oldest("waiting", 1055);
    all("XDEL", "KEY", id(1059), id(1057));
    page(exporter).depth(4, 5).pending(3, 1).oldest("pending", 1059).total("added", 10);
    all("XDEL", "KEY", id(1058), id(1055), id(1053), id(1052), id(1051));
    page(exporter).depth(0, 0).pending(3, 1).none("waiting");
  }

  @Test
  void aGroupThatWasMadeInTheMiddle() {
    add(1059, 1050);
    group(id(1055));
    TestExporter exporter = exporter();
    page(exporter).depth(5, 10).pending(0, 0).oldest("waiting", 1054).none("pending");
    take(2);
    page(exporter).depth(3, 10).pending(2, 1).oldest("waiting", 1052).oldest("pending", 1054);
    take(3);
    page(exporter).depth(0, 10).pending(5, 1).none("waiting");
  }

  @Test
  void aGroupThatWasMadeAtTheEnd() {
    add(1059, 1050);
    group("$");
    TestExporter exporter = exporter();
    page(exporter).depth(0, 10).none("waiting");
    add(640, 639);
    page(exporter).depth(2, 12).oldest("waiting", 640);
  }

  @Test
  void readersThatDoNotAcknowledge() {
    add(1059, 1050);
    group("0");
    all("XREADGROUP", "GROUP", "g", "w", "COUNT", "4", "NOACK", "STREAMS", "KEY", ">");
    TestExporter exporter = exporter();
    page(exporter).depth(6, 10).pending(0, 1).oldest("waiting", 1055).none("pending");
    page(exporter).total("read", 4);
  }

  @Test
  void aGroupThatNeverRead() {
    group("0");
    TestExporter exporter = exporter();
    page(exporter).depth(0, 0).pending(0, 0).none("waiting");
    add(1059, 1050);
    page(exporter).depth(10, 10).pending(0, 0).oldest("waiting", 1059).none("pending");
  }

  @Test
  void anEmptyStreamAndOneWithoutGroups() {
    all("XADD", "KEY", id(1009), "a", "b");
    TestExporter exporter = exporter();
    page(exporter).depth(1, 1).oldest("waiting", 1009);
    all("XDEL", "KEY", id(1009));
    page(exporter).depth(0, 0).none("waiting").total("added", 1);
    group("0");
    page(exporter).depth(0, 0).pending(0, 0).none("waiting");
  }

  @Test
  void idsThatAreNoTimesHaveNoAge() {
    for (int i = 1; i <= 5; i++) {
      all("XADD", "KEY", i + "-0", "a", "b");
    }
    group("0");
    take(2);
    TestExporter exporter = exporter();
    page(exporter).depth(3, 5).pending(2, 1).none("waiting").none("pending");
    all("XCLAIM", "KEY", "g", "other", "0", "1-0");
    Expected page = page(exporter).pending(2, 2);
    STREAMS.forEach(
        stream ->
            assertThat(
                    page.page.value(
                        "redis_cluster_queue_oldest_pending_deliveries", "queue", stream))
                .isEqualTo(2));
  }

  @Test
  void hundredsOfGroups() {
    add(1059, 1040);
    String stream = STREAMS.get(0);
    int groups = 300;
    for (int i = 0; i < groups; i++) {
      String group = "group-" + i;
      redis.run("XGROUP", "CREATE", stream, group, "0");
      if (i % 20 > 0) {
        Object unused =
            redis
                .ownerOf(stream)
                .command(
                    "XREADGROUP",
                    "GROUP",
                    group,
                    "w",
                    "COUNT",
                    "" + i % 20,
                    "STREAMS",
                    stream,
                    ">");
      }
    }
    TestExporter exporter = exporter();
    for (int scrape = 0; scrape < 2; scrape++) {
      ScrapedPage page = exporter.scrape();
      assertThat(page.all("redis_cluster_queue_depth", "queue", stream)).hasSize(groups);
      for (int i = 0; i < groups; i++) {
        String[] labels = {"queue", stream, "group", "group-" + i};
        int taken = i % 20;
        assertThat(page.value("redis_cluster_queue_depth", labels)).isEqualTo(20 - taken);
        assertThat(page.value("redis_cluster_queue_depth_exact", labels)).isEqualTo(1);
        assertThat(page.value("redis_cluster_queue_pending", labels)).isEqualTo(taken);
        assertThat(page.value(AGE, "queue", stream, "group", "group-" + i, "state", "waiting"))
            .isBetween(1059.0 - taken, 1059.0 - taken + PATIENCE);
      }
      assertThat(page.value("redis_cluster_queue_groups_over_limit", "queue", stream)).isZero();
      assertThat(length(page, stream)).isEqualTo(20);
      assertThat(depth(page, STREAMS.get(1))).isEqualTo(20);
    }
  }

  @Test
  void groupsBeyondTheLimitAreSaid() {
    String stream = STREAMS.get(0);
    add(1009, 1009);
    redis.script(
        stream,
        "for i = 1, 1002 do redis.call('XGROUP', 'CREATE', KEYS[1], 'group-' .. i, '0') end"
            + " return 0");
    ScrapedPage page = exporter().scrape();
    assertThat(page.all("redis_cluster_queue_depth", "queue", stream)).hasSize(1000);
    assertThat(page.value("redis_cluster_queue_groups_over_limit", "queue", stream)).isEqualTo(2);
  }
}
