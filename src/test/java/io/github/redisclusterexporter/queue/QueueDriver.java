package io.github.redisclusterexporter.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.ExporterConfig;
import io.github.redisclusterexporter.config.ConfigException;
import io.github.redisclusterexporter.config.ConfigLoader;
import io.github.redisclusterexporter.key.KeyResult;
import io.github.redisclusterexporter.net.Deadline;
import io.github.redisclusterexporter.net.SharedThreads;
import io.github.redisclusterexporter.redis.AllowedCommands;
import io.github.redisclusterexporter.redis.Command;
import io.github.redisclusterexporter.redis.NodeClients;
import io.github.redisclusterexporter.redis.RedisException;
import io.github.redisclusterexporter.redis.Reply;
import io.github.redisclusterexporter.testing.RedisServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;

/** Reads configured queues from one server, repeatedly. */
final class QueueDriver implements AutoCloseable {
  /** Commands that may be sent for a queue; the cost of none grows with the pending entries. */
  private static final Set<String> CHEAP =
      Set.of(
          "TYPE",
          "XINFO",
          "XPENDING",
          "XRANGE",
          "LLEN",
          "LINDEX",
          "ZCARD",
          "ZCOUNT",
          "ZRANGE",
          "SCARD");

  private final RedisServer server;
  private final Instant now;
  private final NodeClients links;
  private final List<QueueDefinition> queues;
  private final Map<String, QueueReadPlan> plans = new HashMap<>();
  private int roundTrips;

  private QueueDriver(RedisServer server, Instant now, ExporterConfig config) {
    this.server = server;
    this.now = now;
    this.links =
        new NodeClients(
            config.clusters().get(0).redis(),
            AllowedCommands.of(QueueCommand.all()),
            new SharedThreads("lookup", 1, 0, Duration.ofSeconds(1)).share());
    this.queues = config.clusters().get(0).queues().keys();
  }

  /**
   * @param now the time of every clock
   * @param items of the list of queues
   */
  static QueueDriver of(
      RedisServer server, Instant now, Map<String, String> credentials, String... items) {
    Map<String, String> environment = new HashMap<>(credentials);
    environment.put("REDIS_CLUSTER_NODES", server.address().toString());
    try {
      Path file = Files.createTempFile("queues", ".conf");
      try {
        Files.writeString(file, "queues = [\n" + String.join("\n", items) + "\n]");
        return new QueueDriver(
            server,
            now,
            new ConfigLoader(environment, new Properties())
                .load(Optional.of(file), ExporterConfig::read));
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (ConfigException e) {
      throw new AssertionError(e);
    }
  }

  /** Round trips of the last read. */
  int roundTrips() {
    return roundTrips;
  }

  KeyResult<QueueValues> read(String name) {
    QueueDefinition queue =
        queues.stream().filter(each -> each.name().equals(name)).findFirst().orElseThrow();
    roundTrips = 0;
    QueueReadPlan plan = plans.getOrDefault(name, QueueReadPlan.NONE);
    QueueRead read = new QueueRead(queue, plan, now, false, 0);
    while (read.result().isEmpty()) {
      roundTrips++;
      assertThat(roundTrips).isLessThanOrEqualTo(4);
      List<Command> commands = read.commands();
      assertThat(commands)
          .allSatisfy(command -> assertThat(CHEAP).contains(command.words().get(0)));
      read.accept(send(queue.rules().database().standalone(), commands), Optional.of(now));
    }
    plans.put(name, read.nextPlan());
    return read.result().orElseThrow();
  }

  QueueValues values(String name) {
    KeyResult<QueueValues> result = read(name);
    assertThat(result).as(name).isInstanceOf(KeyResult.Measured.class);
    return ((KeyResult.Measured<QueueValues>) result).values();
  }

  Backlog backlog(String name) {
    List<Backlog> backlogs = values(name).backlogs();
    assertThat(backlogs).hasSize(1);
    return backlogs.get(0);
  }

  long depth(String name) {
    Backlog backlog = backlog(name);
    assertThat(backlog.exact()).isTrue();
    return backlog.depth();
  }

  private List<Reply> send(int database, List<Command> commands) {
    List<Command> all = new ArrayList<>();
    all.add(Command.of("SELECT", Integer.toString(database)));
    all.addAll(commands);
    try {
      List<Reply> replies =
          links
              .client(server.address())
              .execute(serverInfo -> all, Deadline.after(Duration.ofSeconds(5)))
              .replies();
      return replies.subList(1, replies.size());
    } catch (RedisException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    links.close();
  }
}
