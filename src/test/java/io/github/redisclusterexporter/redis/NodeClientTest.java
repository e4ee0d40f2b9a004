package io.github.redisclusterexporter.redis;

import static io.github.redisclusterexporter.redis.NodeClientFixture.BOTH;
import static io.github.redisclusterexporter.redis.NodeClientFixture.in;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.redisclusterexporter.net.Deadline;
import io.github.redisclusterexporter.net.HostPort;
import io.github.redisclusterexporter.testing.Behaviour;
import io.github.redisclusterexporter.testing.Eventually;
import io.github.redisclusterexporter.testing.ScriptedConnection;
import io.github.redisclusterexporter.testing.ScriptedServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(30)
@Tag("timing")
@Execution(ExecutionMode.CONCURRENT)
class NodeClientTest {
  private static final List<Reply> HEALTHY =
      List.of(new Reply.Text("first"), new Reply.Text("second"));
  private static final Duration SLACK = Duration.ofMillis(700);

  private final NodeClients clients = NodeClientFixture.open();

  @AfterEach
  void closeClients() {
    clients.close();
  }

  private NodeClient.PipelineResult execute(HostPort address, long millis) throws RedisException {
    return clients.client(address).execute(serverInfo -> BOTH, in(millis));
  }

  private Fault fault(ScriptedServer server, long millis) {
    return failure(server, millis).fault();
  }

  private RedisException failure(ScriptedServer server, long millis) {
    RedisException failure =
        catchThrowableOfType(RedisException.class, () -> execute(server.address(), millis));
    assertThat(failure).isNotNull();
    return failure;
  }

  @Test
  void aConnectionIsKeptForManyPipelines() throws RedisException {
    try (ScriptedServer server =
        ScriptedServer.start(Behaviour.answering(NodeClientFixture.healthy()))) {
      for (int i = 0; i < 100; i++) {
        assertThat(execute(server.address(), 2000).replies()).isEqualTo(HEALTHY);
      }
      assertThat(server.connections()).isEqualTo(1);
      assertThat(server.commands().subList(0, 4))
          .containsExactly(
              List.of("CLIENT", "SETNAME", "redis-cluster-exporter"),
              List.of("INFO", "server"),
              List.of("CLUSTER", "NODES"),
              List.of("INFO"));
      assertThat(server.commands()).hasSize(2 + 2 * 100);
    }
  }

  @Test
  void aConnectionThatTheServerClosedWhileIdleIsOpenedAgain() throws RedisException {
    CloseOnDemand behaviour = new CloseOnDemand();
    try (ScriptedServer server = ScriptedServer.start(behaviour)) {
      assertThat(execute(server.address(), 2000).replies()).isEqualTo(HEALTHY);
      behaviour.closeNow();
      Eventually.await(
          Duration.ofSeconds(5), "the server has closed", () -> server.openConnections() == 0);
      assertThat(execute(server.address(), 2000).replies()).isEqualTo(HEALTHY);
      assertThat(server.connections()).isEqualTo(2);
    }
  }

  private static final class CloseOnDemand implements Behaviour {
    private volatile @Nullable ScriptedConnection last;

    void closeNow() {
      try {
        Objects.requireNonNull(last).close();
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }

    @Override
    public void accepted(ScriptedConnection client) {
      last = client;
    }

    @Override
    public void answer(List<String> words, ScriptedConnection client) throws IOException {
      client.send(NodeClientFixture.healthy().to(words));
    }
  }

  static Stream<Behaviour> closingBehaviours() {
    return Stream.of(
        Behaviour.closing(),
        (words, client) -> {
          if (words.equals(List.of("CLUSTER", "NODES"))) {
            client.close();
          } else {
            client.send(NodeClientFixture.healthy().to(words));
          }
        });
  }

  @ParameterizedTest
  @MethodSource("closingBehaviours")
  void repeatedCallsToAServerThatClosesConnectionsAreLimited(Behaviour behaviour) {
    try (ScriptedServer server = ScriptedServer.start(behaviour)) {
      for (Deadline end = in(1500); !end.passed(); ) {
        failure(server, 2000);
      }
      // After 0, 50, 150, 350, 750, 1250 and 1750 ms.
      assertThat(server.connections()).isBetween(5, 7);
    }
  }

  @Test
  void repeatedCallsToAServerThatClosesAfterEachReplyAreLimited() throws RedisException {
    Behaviour closing =
        (words, client) -> {
          client.send(NodeClientFixture.healthy().to(words));
          if (words.equals(List.of("INFO"))) {
            client.close();
          }
        };
    try (ScriptedServer server = ScriptedServer.start(closing)) {
      for (Deadline end = in(1000); !end.passed(); ) {
        assertThat(execute(server.address(), 1000).replies()).isEqualTo(HEALTHY);
      }
      assertThat(server.connections()).isBetween(5, 22);
    }
  }

  @Test
  void aServerThatDoesNotAnswerIsATimeoutWithoutASecondConnection() throws RedisException {
    try (ScriptedServer server =
        ScriptedServer.start(Behaviour.answering(NodeClientFixture.healthy()))) {
      execute(server.address(), 2000);
      server.behave(Behaviour.silent());
      assertThat(timed(() -> assertThat(fault(server, 300)).isEqualTo(Fault.READ_TIMEOUT)))
          .isBetween(Duration.ofMillis(290), Duration.ofMillis(300).plus(SLACK));
      assertThat(server.connections()).isEqualTo(1);
      assertThat(fault(server, 300)).isEqualTo(Fault.CONNECT_TIMEOUT);
    }
  }

  @Test
  void aReplyThatArrivesByteByByteEndsAtTheDeadline() throws RedisException {
    try (ScriptedServer server =
        ScriptedServer.start(Behaviour.answering(NodeClientFixture.healthy()))) {
      execute(server.address(), 2000);
      server.behave(Behaviour.trickling(NodeClientFixture.healthy(), Duration.ofMillis(100)));
      assertThat(timed(() -> assertThat(fault(server, 400)).isEqualTo(Fault.READ_TIMEOUT)))
          .isBetween(Duration.ofMillis(390), Duration.ofMillis(400).plus(SLACK));
    }
  }

  @Test
  void repliesBeforeATimeoutAreKept() throws RedisException {
    Behaviour half =
        (words, client) -> {
          if (words.equals(List.of("INFO"))) {
            client.send("$100\r\nhalf of it".getBytes(StandardCharsets.UTF_8));
          } else {
            client.send(NodeClientFixture.healthy().to(words));
          }
        };
    try (ScriptedServer server = ScriptedServer.start(half)) {
      assertThat(execute(server.address(), 300).replies())
          .containsExactly(new Reply.Text("first"), new Reply.Lost(Fault.READ_TIMEOUT));
      server.behave(Behaviour.answering(NodeClientFixture.healthy()));
      assertThat(execute(server.address(), 2000).replies()).isEqualTo(HEALTHY);
      assertThat(server.connections()).isEqualTo(2);
    }
  }

  @Test
  void repliesBeforeAResetAreKept() throws RedisException {
    Behaviour reset =
        (words, client) -> {
          if (words.equals(List.of("INFO"))) {
            // A reset discards what the client has not read yet.
            client.send("$100\r\nhalf of it".getBytes(StandardCharsets.UTF_8));
            client.pause(Duration.ofMillis(100));
            client.reset();
          } else {
            client.send(NodeClientFixture.healthy().to(words));
          }
        };
    try (ScriptedServer server = ScriptedServer.start(reset)) {
      assertThat(execute(server.address(), 2000).replies())
          .containsExactly(new Reply.Text("first"), new Reply.Lost(Fault.READ_CLOSED));
    }
  }

  static Stream<Arguments> rejections() {
    return Stream.of(
        Arguments.of(Behaviour.tooManyClients(), Fault.CONNECT_MAX_CLIENTS),
        Arguments.of(
            Behaviour.greeting("-ERR max number of clients + cluster connections reached\r\n"),
            Fault.CONNECT_MAX_CLIENTS),
        Arguments.of(Behaviour.protectedMode(), Fault.CONNECT_PROTECTED_MODE),
        Arguments.of(Behaviour.closing(), Fault.CONNECT_CLOSED),
        Arguments.of(Behaviour.http(), Fault.CONNECT_NOT_REDIS),
        Arguments.of(Behaviour.garbage(1), Fault.CONNECT_NOT_REDIS),
        Arguments.of(Behaviour.greeting("SSH-2.0-OpenSSH_9.2\r\n"), Fault.CONNECT_NOT_REDIS),
        Arguments.of(always("$-7\r\n"), Fault.CONNECT_NOT_REDIS),
        Arguments.of(always("$notanumber\r\n"), Fault.CONNECT_NOT_REDIS),
        Arguments.of(always("*notanumber\r\n"), Fault.CONNECT_NOT_REDIS),
        Arguments.of(always("$2000000000\r\n"), Fault.CONNECT_NOT_REDIS),
        Arguments.of(always("$99999999999999999999\r\n"), Fault.CONNECT_NOT_REDIS),
        Arguments.of(always("*2147483647\r\n"), Fault.CONNECT_NOT_REDIS),
        Arguments.of(always("$2147483647\r\n"), Fault.CONNECT_NOT_REDIS),
        Arguments.of(always("*1\r\n".repeat(200_000)), Fault.CONNECT_NOT_REDIS),
        Arguments.of(always(":1\r\n"), Fault.CONNECT_NOT_REDIS),
        Arguments.of(
            Behaviour.error("NOAUTH Authentication required."), Fault.AUTH_PASSWORD_NEEDED));
  }

  private static Behaviour always(String reply) {
    return Behaviour.answering(words -> reply.getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @MethodSource("rejections")
  void theReasonOfARejectionIsRecognized(Behaviour behaviour, Fault expected) {
    try (ScriptedServer server = ScriptedServer.start(behaviour)) {
      RedisException failure = failure(server, 1500);
      assertThat(failure.fault()).as(failure.getMessage()).isEqualTo(expected);
      assertThat(failure).hasMessageStartingWith(server.address().toString());
      Eventually.await(
          Duration.ofSeconds(5), "the connection is closed", () -> server.openConnections() == 0);
    }
  }

  @Test
  void theReasonIsReadAlsoWhenTheFirstWriteFails() throws Exception {
    ResetAfterLine greeting = new ResetAfterLine("-ERR max number of clients reached\r\n");
    try (ScriptedServer server = ScriptedServer.start(greeting)) {
      for (int i = 0; i < 5; i++) {
        Fault fault = fault(server, 1000);
        // A reset may discard the line; there must be no other fault.
        assertThat(fault)
            .isIn(Fault.CONNECT_MAX_CLIENTS, Fault.CONNECT_CLOSED, Fault.CONNECT_OTHER);
      }
    }
  }

  @Test
  void anInvalidLengthEndsThePipelineImmediately() {
    Behaviour.Replies replies = NodeClientFixture.with(Map.of("INFO", "$2000000000\r\n"));
    try (ScriptedServer server = ScriptedServer.start(Behaviour.answering(replies))) {
      assertThat(
              timed(
                  () ->
                      assertThat(answer(server))
                          .containsExactly(
                              new Reply.Text("first"), new Reply.Lost(Fault.READ_TOO_LARGE))))
          .isLessThan(Duration.ofSeconds(1));
    }
  }

  static Stream<Arguments> endlessReplies() {
    byte[] text = "a".repeat(1 << 20).getBytes(StandardCharsets.UTF_8);
    return Stream.of(
        Arguments.of("a line", "+", text),
        Arguments.of(
            "bulks",
            "*1000\r\n",
            ("$" + text.length + "\r\n" + "a".repeat(text.length) + "\r\n")
                .getBytes(StandardCharsets.UTF_8)),
        Arguments.of("one level in another", "", "*100000\r\n".getBytes(StandardCharsets.UTF_8)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("endlessReplies")
  void anEndlessReplyEndsThePipelineLongBeforeTheHeapIsFull(
      String what, String begin, byte[] again) {
    Behaviour endless =
        (words, client) -> {
          if (words.equals(List.of("INFO"))) {
            client.send(begin.getBytes(StandardCharsets.UTF_8));
            for (int i = 0; i < 1000; i++) {
              client.send(again);
            }
          } else {
            client.send(NodeClientFixture.healthy().to(words));
          }
        };
    try (ScriptedServer server = ScriptedServer.start(endless)) {
      assertThat(answer(server))
          .as(what)
          .containsExactly(new Reply.Text("first"), new Reply.Lost(Fault.READ_TOO_LARGE));
    }
  }

  private List<Reply> answer(ScriptedServer server) {
    try {
      return execute(server.address(), 5000).replies();
    } catch (RedisException e) {
      throw new AssertionError(e);
    }
  }

  private record ResetAfterLine(String text) implements Behaviour {
    @Override
    public void accepted(ScriptedConnection client) throws IOException {
      client.send(text.getBytes(StandardCharsets.UTF_8));
      client.reset();
    }

    @Override
    public void answer(List<String> words, ScriptedConnection client) {}
  }

  static Stream<Arguments> errorReplies() {
    return Stream.of(
        Arguments.of("LOADING Redis is loading the dataset in memory", Fault.READ_LOADING),
        Arguments.of("NOPERM this user has no permissions to run", Fault.READ_NO_PERMISSION),
        Arguments.of("BUSY Redis is busy running a script.", Fault.READ_BUSY),
        Arguments.of("ERR unknown command 'CLUSTER'", Fault.READ_UNKNOWN_COMMAND),
        Arguments.of("ERR unknown subcommand 'NODES'. Try", Fault.READ_UNKNOWN_COMMAND),
        Arguments.of("ERR Unknown subcommand or wrong number", Fault.READ_UNKNOWN_COMMAND),
        Arguments.of("ERR unknown command `LATENCY`", Fault.READ_UNKNOWN_COMMAND),
        Arguments.of("unsupported command 'CLUSTER'", Fault.READ_UNKNOWN_COMMAND),
        Arguments.of("ERR Command is not available: 'LATENCY'", Fault.READ_UNKNOWN_COMMAND),
        Arguments.of("ERR an unknown command was sent", Fault.READ_ERROR_REPLY),
        Arguments.of("MASTERDOWN Link with MASTER is down", Fault.READ_PRIMARY_DOWN),
        Arguments.of("NOAUTH Authentication required.", Fault.AUTH_PASSWORD_NEEDED),
        Arguments.of("ERR This instance has cluster support disabled", Fault.READ_ERROR_REPLY),
        Arguments.of("NEVERSEEN", Fault.READ_ERROR_REPLY));
  }

  @ParameterizedTest
  @MethodSource("errorReplies")
  void aRefusedCommandDoesNotAffectTheOthers(String error, Fault expected) throws RedisException {
    Behaviour.Replies replies =
        NodeClientFixture.with(Map.of("CLUSTER NODES", "-" + error + "\r\n"));
    try (ScriptedServer server = ScriptedServer.start(Behaviour.answering(replies))) {
      for (int i = 0; i < 3; i++) {
        assertThat(execute(server.address(), 2000).replies())
            .containsExactly(new Reply.Refused(expected, error), new Reply.Text("second"));
      }
      assertThat(server.connections()).isEqualTo(1);
    }
  }

  @Test
  void aRefusedServerInfoIsRequestedAgain() throws RedisException {
    try (ScriptedServer server =
        ScriptedServer.start(Behaviour.error("BUSY Redis is busy running a script."))) {
      assertThat(execute(server.address(), 2000).serverInfo()).isInstanceOf(Reply.Refused.class);
      assertThat(execute(server.address(), 2000).serverInfo()).isInstanceOf(Reply.Refused.class);
      server.behave(Behaviour.answering(NodeClientFixture.healthy()));
      assertThat(execute(server.address(), 2000).serverInfo())
          .isEqualTo(new Reply.Text("redis_version:7.0.15"));
      int before = server.commands().size();
      assertThat(execute(server.address(), 2000).serverInfo())
          .isEqualTo(new Reply.Text("redis_version:7.0.15"));
      assertThat(server.commands()).hasSize(before + 2);
      assertThat(server.connections()).isEqualTo(1);
    }
  }

  @Test
  void nothingIsSentWhenOneCommandIsNotAllowed() throws RedisException {
    try (ScriptedServer server =
        ScriptedServer.start(Behaviour.answering(NodeClientFixture.healthy()))) {
      assertThat(execute(server.address(), 2000).replies()).isEqualTo(HEALTHY);
      int before = server.commands().size();
      NodeClient client = clients.client(server.address());
      List<Command> commands = List.of(Command.of("INFO"), Command.of("FLUSHALL"));
      assertThatThrownBy(() -> client.execute(serverInfo -> commands, in(2000)))
          .isInstanceOf(IllegalArgumentException.class);
      assertThat(execute(server.address(), 2000).replies()).isEqualTo(HEALTHY);
      assertThat(server.commands()).hasSize(before + BOTH.size());
      assertThat(server.connections()).isEqualTo(1);
    }
  }

  @Test
  void authIsTheFirstCommand() throws RedisException {
    try (NodeClients withPassword =
            NodeClientFixture.open(NodeClientFixture.password("s3cret"), NodeClientFixture.PLAIN);
        ScriptedServer server =
            ScriptedServer.start(Behaviour.answering(NodeClientFixture.healthy()))) {
      withPassword.client(server.address()).execute(serverInfo -> BOTH, in(2000));
      assertThat(server.commands().get(0)).containsExactly("AUTH", "s3cret");
    }
  }

  @Test
  void aPasswordForAServerWithoutPasswordIsNoError() throws RedisException {
    Behaviour.Replies noPassword =
        NodeClientFixture.with(
            Map.of(
                "AUTH",
                "-ERR AUTH <password> called without any password configured for the default user."
                    + " Are you sure your configuration is correct?\r\n"));
    try (NodeClients withPassword =
            NodeClientFixture.open(NodeClientFixture.password("s3cret"), NodeClientFixture.PLAIN);
        ScriptedServer server = ScriptedServer.start(Behaviour.answering(noPassword))) {
      NodeClient client = withPassword.client(server.address());
      assertThat(client.execute(serverInfo -> BOTH, in(2000)).replies()).isEqualTo(HEALTHY);
    }
  }

  static Stream<Arguments> refusedAuth() {
    return Stream.of(
        Arguments.of(
            "WRONGPASS invalid username-password pair or user is disabled.",
            Fault.AUTH_WRONG_PASSWORD),
        Arguments.of(
            "ERR unknown command 'AUTH', with args beginning with: 's3cret' ", Fault.AUTH_OTHER),
        Arguments.of("s3cret is not my password", Fault.AUTH_OTHER));
  }

  @ParameterizedTest
  @MethodSource("refusedAuth")
  void theErrorOfARefusedAuthContainsNoSecret(String error, Fault expected) {
    Behaviour.Replies refusing = NodeClientFixture.with(Map.of("AUTH", "-" + error + "\r\n"));
    try (NodeClients withPassword =
            NodeClientFixture.open(NodeClientFixture.password("s3cret"), NodeClientFixture.PLAIN);
        ScriptedServer server = ScriptedServer.start(Behaviour.answering(refusing))) {
      assertThatThrownBy(
              () -> withPassword.client(server.address()).execute(serverInfo -> BOTH, in(2000)))
          .isInstanceOfSatisfying(
              RedisException.class, e -> assertThat(e.fault()).isEqualTo(expected))
          .hasMessageNotContaining("s3cret");
      Eventually.await(
          Duration.ofSeconds(5), "the connection is closed", () -> server.openConnections() == 0);
    }
  }

  @Test
  void connectionsToOtherAddressesAreClosed() throws RedisException {
    try (ScriptedServer stays =
            ScriptedServer.start(Behaviour.answering(NodeClientFixture.healthy()));
        ScriptedServer leaves =
            ScriptedServer.start(Behaviour.answering(NodeClientFixture.healthy()))) {
      execute(stays.address(), 2000);
      execute(leaves.address(), 2000);
      assertThat(stays.openConnections()).isEqualTo(1);
      assertThat(leaves.openConnections()).isEqualTo(1);
      clients.closeAllExcept(Set.of(stays.address()));
      Eventually.await(
          Duration.ofSeconds(5), "the server notices the end", () -> leaves.openConnections() == 0);
      assertThat(stays.openConnections()).isEqualTo(1);
    }
  }

  @Test
  void closingDoesNotWaitForAPipelineThatHangs() throws Exception {
    try (ScriptedServer server =
        ScriptedServer.start(Behaviour.answering(NodeClientFixture.healthy()))) {
      execute(server.address(), 2000);
      server.behave(Behaviour.silent());
      int before = server.commands().size();
      CompletableFuture<Fault> hanging = CompletableFuture.supplyAsync(() -> fault(server, 20_000));
      Eventually.await(
          Duration.ofSeconds(5),
          "the command has arrived",
          () -> server.commands().size() > before);
      assertThat(timed(clients::close)).isLessThan(Duration.ofSeconds(1));
      assertThat(hanging.get(2, TimeUnit.SECONDS).stage()).isIn("connect", "read");
      assertThat(server.connections()).isEqualTo(1);
    }
  }

  @Test
  void onePipelineAtATime() throws Exception {
    try (ScriptedServer server =
        ScriptedServer.start(Behaviour.answering(NodeClientFixture.healthy()))) {
      execute(server.address(), 2000);
      server.behave(Behaviour.silent());
      int before = server.commands().size();
      CompletableFuture<Fault> first = CompletableFuture.supplyAsync(() -> fault(server, 1500));
      Eventually.await(
          Duration.ofSeconds(5),
          "the command has arrived",
          () -> server.commands().size() > before);
      assertThat(timed(() -> assertThat(fault(server, 200)).isEqualTo(Fault.READ_TIMEOUT)))
          .isLessThan(Duration.ofMillis(200).plus(SLACK));
      assertThat(first.get(5, TimeUnit.SECONDS)).isEqualTo(Fault.READ_TIMEOUT);
      assertThat(server.connections()).isEqualTo(1);
    }
  }

  @Test
  void resolvedAddressesHaveTheShortFormThatServersUse() {
    assertThat(clients.resolve(HostPort.parse("[0:0:0:0:0:0:0:1]:7000"), in(5000)))
        .containsExactly(HostPort.parse("[::1]:7000"));
    assertThat(clients.resolve(HostPort.parse("[2001:DB8:0:0:1:0:0:01]:7000"), in(5000)))
        .containsExactly(HostPort.parse("[2001:db8::1:0:0:1]:7000"));
    assertThat(clients.resolve(HostPort.parse("[1:2:3:4:5:6:7:8]:7000"), in(5000)))
        .containsExactly(HostPort.parse("[1:2:3:4:5:6:7:8]:7000"));
    assertThat(clients.resolve(HostPort.parse("127.0.0.1:7000"), in(5000)))
        .containsExactly(HostPort.parse("127.0.0.1:7000"));
    assertThat(clients.resolve(HostPort.parse("no-such-host.invalid:7000"), in(5000))).isEmpty();
  }

  private interface Action {
    void run();
  }

  private static Duration timed(Action action) {
    long start = System.nanoTime();
    action.run();
    return Duration.ofNanos(System.nanoTime() - start);
  }
}
