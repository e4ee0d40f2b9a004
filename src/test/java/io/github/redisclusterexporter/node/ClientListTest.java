package io.github.redisclusterexporter.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.redisclusterexporter.testing.CapturedReplies;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientListTest {

  @Test
  void captured() {
    String reply = CapturedReplies.text("valkey-9.1.2", "primary", "client_list");

    assertThat(ClientList.parse(reply).byName())
        .containsExactlyInAnyOrderEntriesOf(Map.of("web", 2, "worker", 1, "", 1));
  }

  @Test
  void theLinksOfReplicationAreNoClients() {
    String reply =
        """
        id=3 addr=1.1.1.1:1 name= age=9 flags=S db=0
        id=4 addr=1.1.1.1:2 name= age=9 flags=M db=0
        id=5 addr=1.1.1.1:3 name=m age=9 flags=O db=0
        id=6 addr=1.1.1.1:4 name=x flags=N
        """;

    assertThat(ClientList.parse(reply).byName())
        .containsExactlyInAnyOrderEntriesOf(Map.of("m", 1, "x", 1));
  }

  @Test
  void nobody() {
    assertThat(ClientList.parse("").byName()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x",
        "id=1",
        "id=1 name=x",
        "id=1 flags=N",
        "name=x flags=N",
        "id=1 x\nid=2 name=x flags=N",
        "id=1 name=x flags=N\nid=2 name=y"
      })
  void unreadable(String reply) {
    assertThatThrownBy(() -> ClientList.parse(reply)).isInstanceOf(MalformedReplyException.class);
  }
}
