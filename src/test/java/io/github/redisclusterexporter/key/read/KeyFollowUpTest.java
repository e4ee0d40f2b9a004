package io.github.redisclusterexporter.key.read;

import static io.github.redisclusterexporter.testing.FakeNodes.answer;
import static io.github.redisclusterexporter.testing.FakeNodes.config;
import static io.github.redisclusterexporter.testing.FakeNodes.id;
import static io.github.redisclusterexporter.testing.FakeNodes.myself;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.cluster.ClusterHistory;
import io.github.redisclusterexporter.cluster.ClusterSnapshot;
import io.github.redisclusterexporter.cluster.Membership;
import io.github.redisclusterexporter.net.Deadline;
import io.github.redisclusterexporter.net.HostPort;
import io.github.redisclusterexporter.queue.QueueCommand;
import io.github.redisclusterexporter.queue.QueueDefinition;
import io.github.redisclusterexporter.queue.QueueFacts;
import io.github.redisclusterexporter.queue.QueueRules;
import io.github.redisclusterexporter.queue.QueueType;
import io.github.redisclusterexporter.queue.QueueValues;
import io.github.redisclusterexporter.queue.QueuesConfig;
import io.github.redisclusterexporter.redis.Fault;
import io.github.redisclusterexporter.scrape.ClusterConnections;
import io.github.redisclusterexporter.scrape.NodeThreads;
import io.github.redisclusterexporter.scrape.ProbeTarget;
import io.github.redisclusterexporter.testing.Behaviour;
import io.github.redisclusterexporter.testing.CountedEvents;
import io.github.redisclusterexporter.testing.ScriptedServer;
import io.github.redisclusterexporter.testing.TestMonitor;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Reads after the probes, from scripted servers. */
@Timeout(30)
class KeyFollowUpTest {
  private static final String LENGTH = "LLEN";
  private static final String TIME = "INFO server";
  private static final List<String> READ = List.of("LLEN", "key");

  private final QueueRegistry registry =
      new QueueRegistry(
          new QueuesConfig(
              List.of(new QueueDefinition("q", "key", QueueRules.of(0, QueueType.LIST))),
              List.of(),
              TestMonitor.NO_QUEUES.search()),
          Clock.systemUTC());
  private final CountedEvents events = new CountedEvents();
  private final NodeThreads threads = new NodeThreads();
  private final ClusterConnections connections =
      new ClusterConnections(
          config("seed:1"), QueueCommand.all(), false, threads, Clock.systemUTC(), events);
  private final List<ScriptedServer> servers = new ArrayList<>();
  private final ScriptedServer a = server();
  private final ScriptedServer b = server();

  private ScriptedServer server() {
    ScriptedServer server = ScriptedServer.start(Behaviour.silent());
    servers.add(server);
    return server;
  }

  @AfterEach
  void close() {
    connections.close();
    threads.close();
    servers.forEach(ScriptedServer::close);
  }

  private static byte[] bulk(String text) {
    return ("$" + text.length() + "\r\n" + text + "\r\n").getBytes(UTF_8);
  }

  private static byte[] line(String text) {
    return (text + "\r\n").getBytes(UTF_8);
  }

  /** A node with that name, and its reply about the length of the list. */
  private static Behaviour node(String name, HostPort address, String length) {
    return Behaviour.answering(Behaviour.Replies.of(replies(name, address, length)));
  }

  private static Map<String, byte[]> replies(String name, HostPort address, String length) {
    return new HashMap<>(
        Map.of(
            "CLIENT SETNAME",
            line("+OK"),
            TIME,
            bulk("redis_version:7.0.15"),
            "CLUSTER NODES",
            bulk(myself(name, address.toString())),
            "ASKING",
            line("+OK"),
            LENGTH,
            line(length)));
  }

  private static ProbeTarget target(String name, ScriptedServer server) {
    return new ProbeTarget(server.address(), Optional.of(id(name)));
  }

  /** Node a serves all slots, node b none. */
  private ClusterSnapshot snapshot() {
    return new ClusterHistory(Clock.systemUTC(), false, false)
        .add(
            new Membership(
                List.of(
                    answer(target("a", a), myself("a", a.address().toString()) + " 0-16383"),
                    answer(target("b", b), myself("b", b.address().toString())))),
            Map.of());
  }

  private List<QueueFacts> run(Executor executor) throws InterruptedException {
    ClusterSnapshot snapshot = snapshot();
    QueueDefinition queue = registry.queues().get(0);
    KeyTask<QueueValues> task = registry.task(queue);
    KeyScrape scrape = new KeyScrape(List.of(task), ClusterSnapshot.EMPTY);
    new KeyFollowUp(connections, deadline -> executor)
        .run(scrape, snapshot, Deadline.after(Duration.ofSeconds(2)));
    KeyScrape.Outcome<QueueValues> outcome = scrape.outcome(task, snapshot);
    return List.of(new QueueFacts(queue, outcome.node(), outcome.values(), outcome.fault()));
  }

  private List<QueueFacts> run() throws InterruptedException {
    return run(Runnable::run);
  }

  private static Optional<Long> lengthOf(List<QueueFacts> facts) {
    return facts.get(0).values().map(QueueValues::length);
  }

  private static Optional<String> nodeOf(List<QueueFacts> facts) {
    return facts.stream().findFirst().flatMap(QueueFacts::node);
  }

  private static long reads(ScriptedServer server) {
    return server.commands().stream().filter(READ::equals).count();
  }

  private long count(Fault fault) {
    return events.faults().getOrDefault(fault, 0L);
  }

  @Test
  void readsAtTheNodeThatServesTheSlot() throws InterruptedException {
    a.behave(node("a", a.address(), ":5"));
    List<QueueFacts> facts = run();
    assertThat(lengthOf(facts)).hasValue(5L);
    assertThat(nodeOf(facts)).hasValue(a.address().toString());
    assertThat(reads(a)).isEqualTo(1);
    assertThat(b.connections()).isZero();
  }

  @Test
  void followsAsk() throws InterruptedException {
    a.behave(node("a", a.address(), "-ASK 12539 " + b.address()));
    b.behave(node("b", b.address(), ":9"));
    List<QueueFacts> facts = run();
    assertThat(lengthOf(facts)).hasValue(9L);
    assertThat(nodeOf(facts)).hasValue(b.address().toString());
    int asking = b.commands().indexOf(List.of("ASKING"));
    assertThat(b.commands().get(asking + 1)).isEqualTo(READ);
  }

  @Test
  void doesNotFollowARedirectionBack() throws InterruptedException {
    a.behave(node("a", a.address(), "-ASK 12539 " + b.address()));
    b.behave(node("b", b.address(), "-MOVED 12539 " + a.address()));
    List<QueueFacts> facts = run();
    assertThat(lengthOf(facts)).isEmpty();
    assertThat(facts)
        .extracting(QueueFacts::fault)
        .containsExactly(Optional.of(Fault.READ_REDIRECTED));
    assertThat(reads(a)).isEqualTo(1);
    assertThat(reads(b)).isEqualTo(1);
  }

  @Test
  void ignoresAnotherNodeAtTheAddress() throws InterruptedException {
    a.behave(node("other", a.address(), ":1000"));
    List<QueueFacts> facts = run();
    assertThat(lengthOf(facts)).isEmpty();
    assertThat(nodeOf(facts)).isEmpty();
  }

  @Test
  void ignoresANodeThatRefusesToTellItsId() throws InterruptedException {
    Map<String, byte[]> replies = replies("a", a.address(), ":1000");
    replies.put("CLUSTER NODES", line("-NOPERM this user has no permissions"));
    a.behave(Behaviour.answering(Behaviour.Replies.of(replies)));
    assertThat(lengthOf(run())).isEmpty();
  }

  @Test
  void countsAClosedConnection() throws InterruptedException {
    a.behave(Behaviour.closing());
    List<QueueFacts> facts = run();
    assertThat(lengthOf(facts)).isEmpty();
    assertThat(count(Fault.CONNECT_CLOSED)).isPositive();
  }

  @Test
  void endsAtTheDeadlineWhenANodeIsSilent() throws InterruptedException {
    List<QueueFacts> facts = run(task -> new Thread(task).start());
    assertThat(lengthOf(facts)).isEmpty();
  }

  @Test
  void readsNothingWithoutAThread() throws InterruptedException {
    List<QueueFacts> facts = run(task -> {});
    assertThat(lengthOf(facts)).isEmpty();
    assertThat(a.connections()).isZero();
  }
}
