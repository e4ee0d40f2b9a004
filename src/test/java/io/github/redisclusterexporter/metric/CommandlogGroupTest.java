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

class CommandlogGroupTest {
  private static final List<String> TYPES = List.of("slow", "large-request", "large-reply");
  private static final Reply EMPTY = new Reply.Array(List.of());

  private static CapturedNode valkey() {
    CapturedNode node = Nodes.PRIMARY_70.withInfo("valkey_version", "9.1.2");
    for (String type : TYPES) {
      node =
          node.with(
              "COMMANDLOG GET 1 " + type,
              Resp.decode(
                  CapturedReplies.read("valkey-9.1.2", "primary", "commandlog_get_1_" + type)));
    }
    return node;
  }

  private static String page(CapturedNode node) {
    Set<Collector> wanted = new HashSet<>(CapturedNode.COLLECTORS);
    wanted.addAll(Collector.COMMANDLOG);
    return Exposition.of(CommandGroups.commandlog(), Nodes.of("primary", node, wanted))
        .of("primary");
  }

  @Test
  void captured() {
    assertThat(page(valkey()))
        .isEqualTo(
            """
            redis_cluster_commandlog_entries_total{type="large_reply"} 15.0
            redis_cluster_commandlog_entries_total{type="large_request"} 5.0
            redis_cluster_commandlog_entries_total{type="slow"} 7.0
            """);
  }

  @Test
  void anEmptyLogIsZeroUnlessItWasReset() {
    CapturedNode empty = valkey().with("COMMANDLOG GET 1 large-reply", EMPTY);

    assertThat(page(empty)).contains("{type=\"large_reply\"} 0.0");
    assertThat(page(empty.withInfo("cmdstat_commandlog|reset", "calls=1,usec=1")))
        .contains("slow")
        .doesNotContain("large_reply");
  }

  @Test
  void aReplyOfAnotherShapeIsOmittedAlone() {
    assertThat(page(valkey().with("COMMANDLOG GET 1 slow", new Reply.Int(7))))
        .contains("large_reply", "large_request")
        .doesNotContain("slow");
  }

  @Test
  void redisHasNone() {
    assertThat(page(Nodes.PRIMARY_70).strip()).isEmpty();
  }
}
