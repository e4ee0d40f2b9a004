package io.github.redisclusterexporter.metric;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.node.Collector;
import io.github.redisclusterexporter.redis.Reply;
import io.github.redisclusterexporter.testing.CapturedNode;
import io.github.redisclusterexporter.testing.CapturedReplies;
import io.github.redisclusterexporter.testing.Resp;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LatencyEventsGroupTest {

  private static Exposition page(Reply reply) {
    Set<Collector> wanted = new HashSet<>(CapturedNode.COLLECTORS);
    wanted.add(Collector.LATENCY_EVENTS);
    CapturedNode node = Nodes.PRIMARY_70.with("LATENCY LATEST", reply);
    return Exposition.of(CommandGroups.latencyEvents(), Nodes.of("primary", node, wanted));
  }

  @Test
  void captured() {
    Reply reply = Resp.decode(CapturedReplies.read("redis-8.0.2", "primary", "latency_latest"));

    assertThat(page(reply).of("primary"))
        .isEqualTo(
            """
            redis_cluster_latency_event_last_seconds{event="command"} 0.052
            redis_cluster_latency_event_last_seconds{event="expire-cycle"} 0.003
            redis_cluster_latency_event_last_seconds{event="module-acquire-GIL"} 0.001
            redis_cluster_latency_event_max_seconds{event="command"} 0.052
            redis_cluster_latency_event_max_seconds{event="expire-cycle"} 0.003
            redis_cluster_latency_event_max_seconds{event="module-acquire-GIL"} 0.001
            redis_cluster_latency_event_timestamp_seconds{event="command"} 1.795843291E9
            redis_cluster_latency_event_timestamp_seconds{event="expire-cycle"} 1.795842052E9
            redis_cluster_latency_event_timestamp_seconds{event="module-acquire-GIL"} 1.795843273E9
            """);
  }

  @Test
  void anImpossibleEventIsOmittedAndCounted() {
    Exposition page =
        page(new Reply.Array(List.of(event("fork", 1, 5, 4), event("command", 1, 4, 5))));

    assertThat(page.of("primary"))
        .isEqualTo(
            """
            redis_cluster_latency_event_last_seconds{event="command"} 0.004
            redis_cluster_latency_event_max_seconds{event="command"} 0.005
            redis_cluster_latency_event_timestamp_seconds{event="command"} 1.0
            """);
    assertThat(page.malformed()).isEqualTo(3);
  }

  private static Reply event(String name, long time, long last, long max) {
    return new Reply.Array(
        List.of(
            new Reply.Text(name), new Reply.Int(time), new Reply.Int(last), new Reply.Int(max)));
  }
}
