package io.github.redisclusterexporter.key.read;

import static io.github.redisclusterexporter.testing.FakeNodes.answer;
import static io.github.redisclusterexporter.testing.FakeNodes.config;
import static io.github.redisclusterexporter.testing.FakeNodes.id;
import static io.github.redisclusterexporter.testing.FakeNodes.myself;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.cluster.ClusterHistory;
import io.github.redisclusterexporter.cluster.Membership;
import io.github.redisclusterexporter.cluster.Node;
import io.github.redisclusterexporter.key.KeyDatabase;
import io.github.redisclusterexporter.node.ClusterNodes;
import io.github.redisclusterexporter.queue.QueueType;
import io.github.redisclusterexporter.redis.Fault;
import io.github.redisclusterexporter.scrape.ClusterConnections;
import io.github.redisclusterexporter.scrape.NodeThreads;
import io.github.redisclusterexporter.scrape.ProbeTarget;
import io.github.redisclusterexporter.testing.Behaviour;
import io.github.redisclusterexporter.testing.CountedEvents;
import io.github.redisclusterexporter.testing.FakeNodes;
import io.github.redisclusterexporter.testing.ScriptedServer;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class ScanProbeTest {
  private static final String NOTHING = "*2\r\n$1\r\n0\r\n*0\r\n";

  private final CountedEvents events = new CountedEvents();
  private final NodeThreads threads = new NodeThreads();
  private final ClusterConnections connections =
      new ClusterConnections(
          FakeNodes.withTimeout(config("seed:1"), Duration.ofSeconds(2)),
          ClusterKeyScraper.commands(),
          false,
          threads,
          Clock.systemUTC(),
          events);
  private final ScriptedServer server = ScriptedServer.start(Behaviour.silent());
  private final ScanProbe scanProbe = new ScanProbe(connections);

  @AfterEach
  void close() {
    connections.close();
    threads.close();
    server.close();
  }

  private static KeySearch.Target pattern(QueueType type) {
    Optional<String> filter = type == QueueType.AUTO ? Optional.empty() : Optional.of(type.label());
    return new KeySearch.Target("jobs", "jobs:*", filter, KeyDatabase.of(0));
  }

  private Node node() {
    ProbeTarget target = new ProbeTarget(server.address(), Optional.of(id("a")));
    return new ClusterHistory(Clock.systemUTC(), false, false)
            .add(
                new Membership(
                    List.of(answer(target, myself("a", server.address().toString()) + " 0-16383"))),
                Map.of())
            .nodes()
            .stream()
            .filter(node -> node.id().isPresent())
            .findFirst()
            .orElseThrow();
  }

  private void answers(String scan) {
    answers("SCAN", scan);
  }

  private void answers(String command, String reply) {
    Map<String, byte[]> replies = new HashMap<>();
    replies.put("CLIENT SETNAME", "+OK\r\n".getBytes(UTF_8));
    replies.put("INFO server", "$31\r\nredis_version:7.0.15\r\nrun_id:r1\r\n".getBytes(UTF_8));
    String view = myself("a", server.address().toString()) + " 0-16383\n";
    replies.put("CLUSTER NODES", ("$" + view.length() + "\r\n" + view + "\r\n").getBytes(UTF_8));
    replies.put(command, reply.getBytes(UTF_8));
    server.behave(Behaviour.answering(replies));
  }

  private Optional<KeyScanner.Batch> scan(String cursor, QueueType type) {
    return scanProbe.scan(node(), cursor, pattern(type));
  }

  private List<String> asked() {
    return server.commands().get(server.commands().size() - 1);
  }

  @Test
  void returnsKeysAndTheNextCursor() {
    answers("*2\r\n$2\r\n17\r\n*2\r\n$6\r\njobs:1\r\n$6\r\njobs:2\r\n");
    assertThat(scan("0", QueueType.AUTO))
        .contains(new KeyScanner.Batch("17", List.of("jobs:1", "jobs:2")));
    assertThat(asked()).containsExactly("SCAN", "0", "MATCH", "jobs:*", "COUNT", "1000");
    assertThat(events.faults()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"LIST, list", "STREAM, stream", "ZSET, zset", "SET, set"})
  void filtersByTypeOnTheServer(QueueType type, String word) {
    answers(NOTHING);
    assertThat(scan("17", type)).contains(new KeyScanner.Batch("0", List.of()));
    assertThat(asked())
        .containsExactly("SCAN", "17", "MATCH", "jobs:*", "COUNT", "1000", "TYPE", word);
  }

  @Test
  void aRefusalIsCounted() {
    answers("-NOPERM this user has no permissions to run the 'scan' command\r\n");
    assertThat(scan("0", QueueType.AUTO)).isEmpty();
    assertThat(events.faults()).containsEntry(Fault.READ_NO_PERMISSION, 1L);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ":1\r\n",
        "*0\r\n",
        "*2\r\n:0\r\n*0\r\n",
        "*2\r\n$1\r\n0\r\n$1\r\n0\r\n",
        "*1\r\n$1\r\n0\r\n"
      })
  void countsAMalformedReply(String reply) {
    answers(reply);
    assertThat(scan("0", QueueType.AUTO)).isEmpty();
    assertThat(events.faults()).containsEntry(Fault.PARSE_MALFORMED, 1L);
  }

  private Optional<List<OptionalLong>> memory(String reply) {
    answers("MEMORY USAGE", reply);
    return scanProbe.memory(node(), List.of("jobs:1", "jobs:2"), pattern(QueueType.AUTO));
  }

  @Test
  void asksForTheMemoryOfEachKey() {
    assertThat(memory(":56\r\n")).contains(List.of(OptionalLong.of(56), OptionalLong.of(56)));
    assertThat(asked()).containsExactly("MEMORY", "USAGE", "jobs:2");
    assertThat(memory("$-1\r\n")).contains(List.of(OptionalLong.empty(), OptionalLong.empty()));
    assertThat(events.faults()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "-NOPERM no, READ_NO_PERMISSION",
    "-MOVED 1 a:1, READ_REDIRECTED",
    ":-1, PARSE_MALFORMED",
    "+text, PARSE_MALFORMED"
  })
  void countsAReplyThatIsNoMemory(String reply, Fault fault) {
    assertThat(memory(reply + "\r\n")).isEmpty();
    assertThat(events.faults()).containsEntry(fault, 1L);
    assertThat(scanProbe.lastFault()).contains(fault);
  }

  @Test
  void asksANodeForItsOwnSlots() {
    answers(NOTHING);
    assertThat(scanProbe.ownLine(node()).map(ClusterNodes.Line::slots))
        .isEqualTo(node().ownLine().map(ClusterNodes.Line::slots));
    Node node = node();
    server.behave(Behaviour.silent());
    assertThat(scanProbe.ownLine(node)).isEmpty();
  }

  @Test
  void endsAtTheTimeoutWhenANodeIsSilent() {
    answers(NOTHING);
    Node node = node();
    assertThat(scanProbe.scan(node, "0", pattern(QueueType.AUTO))).isPresent();
    server.behave(Behaviour.silent());
    assertThat(scanProbe.scan(node, "0", pattern(QueueType.AUTO))).isEmpty();
    assertThat(events.faults()).containsEntry(Fault.READ_TIMEOUT, 1L);
  }
}
