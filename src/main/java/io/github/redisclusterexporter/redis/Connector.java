package io.github.redisclusterexporter.redis;

import io.github.redisclusterexporter.net.Deadline;
import io.github.redisclusterexporter.net.HostPort;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import redis.clients.jedis.Connection;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Opens connections: TCP, TLS, AUTH, client name and one look at the server, the last three in one
 * round trip.
 */
final class Connector {
  private static final String CLIENT_NAME = "redis-cluster-exporter";
  private static final Command INTRODUCTION = AllowedCommands.INFO.with("server");

  private final Sockets sockets;
  private final Password password;
  private final Watchdog watchdog;
  private final AllowedCommands allowed;

  Connector(
      RedisConfig config, HostNameLookups lookups, Watchdog watchdog, AllowedCommands allowed) {
    this.sockets = new Sockets(config.tls(), lookups, watchdog);
    this.password = new Password(config.credentials());
    this.watchdog = watchdog;
    this.allowed = allowed;
  }

  /**
   * An open connection and what the server said of itself.
   *
   * @param introduction the reply to {@code INFO server}: {@link Reply.Text}, or {@link
   *     Reply.Refused} where the user may not ask
   */
  record Opened(RedisConnection connection, Reply introduction) {}

  /**
   * @param connectTimeout bound for TCP and TLS alone; a busy server may take longer to say its
   *     first word
   * @throws RedisException when there is no usable connection by the deadline
   */
  Opened open(HostPort address, Duration connectTimeout, Deadline deadline) throws RedisException {
    Optional<Command> auth = password.command();
    Sockets.Opened socket = sockets.open(address, deadline.within(connectTimeout));
    List<Command> commands = new ArrayList<>();
    auth.ifPresent(commands::add);
    commands.add(AllowedCommands.CLIENT_SETNAME.with(CLIENT_NAME));
    commands.add(INTRODUCTION);

    RedisConnection connection = connection(socket, deadline);
    boolean usable = false;
    try {
      List<Reply> replies = connection.ask(commands, deadline);
      Reply first = replies.get(0);
      ErrorReplies.throwIfTurnedAway(address, first, connection.lastWords());
      if (auth.isPresent()) {
        ErrorReplies.throwIfNotAuthenticated(address, first);
      }
      Reply introduction = replies.get(replies.size() - 1);
      ErrorReplies.throwIfUnusable(address, introduction);
      usable = true;
      return new Opened(connection, introduction);
    } finally {
      if (!usable) {
        connection.close();
      }
    }
  }

  /** Asks the server once more what it is. */
  Reply introduction(Opened of, Deadline deadline) {
    return of.connection().ask(List.of(INTRODUCTION), deadline).get(0);
  }

  private RedisConnection connection(Sockets.Opened socket, Deadline deadline)
      throws RedisException {
    try {
      GuardedSocket guarded = new GuardedSocket(socket.socket());
      // No HELLO and no CLIENT SETINFO: RESP2 gives every reply one shape, and servers before 7.2
      // would count each SETINFO as an error.
      Connection jedis =
          Connection.builder()
              .socketFactory(() -> guarded)
              .clientConfig(
                  DefaultJedisClientConfig.builder()
                      .serverDefaultProtocol()
                      .clientSetInfoConfig(redis.clients.jedis.ClientSetInfoConfig.DISABLED)
                      .socketTimeoutMillis(deadline.socketTimeout())
                      .build())
              .build();
      return new RedisConnection(jedis, socket, guarded, watchdog, allowed);
    } catch (IOException | JedisException e) {
      socket.close();
      throw new RedisException(Fault.CONNECT_OTHER, "cannot use the connection: " + e, e);
    }
  }
}
