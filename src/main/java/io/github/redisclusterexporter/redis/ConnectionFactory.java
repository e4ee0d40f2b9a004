package io.github.redisclusterexporter.redis;

import io.github.redisclusterexporter.net.Deadline;
import io.github.redisclusterexporter.net.HostNameResolver;
import io.github.redisclusterexporter.net.HostPort;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import redis.clients.jedis.ClientSetInfoConfig;
import redis.clients.jedis.Connection;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Opens connections to Redis servers: TCP, TLS, and one round trip with AUTH, CLIENT SETNAME and
 * INFO server.
 */
final class ConnectionFactory {
  private static final String CLIENT_NAME = "redis-cluster-exporter";
  private static final Command SERVER_INFO = AllowedCommands.INFO.with("server");

  private final SocketConnector sockets;
  private final AuthCommand authCommand;
  private final Watchdog watchdog;
  private final AllowedCommands allowed;

  ConnectionFactory(
      RedisConfig config, HostNameResolver resolver, Watchdog watchdog, AllowedCommands allowed) {
    this.sockets = new SocketConnector(config.tls(), resolver, watchdog);
    this.authCommand = new AuthCommand(config.credentials());
    this.watchdog = watchdog;
    this.allowed = allowed;
  }

  /**
   * An open connection.
   *
   * @param serverInfo the reply to {@code INFO server}: {@link Reply.Text}, or {@link
   *     Reply.Refused} when the server refused the command
   */
  record OpenConnection(RedisConnection connection, Reply serverInfo) {}

  /**
   * Opens a connection.
   *
   * @param connectTimeout limit for TCP and TLS only; the first reply of a busy server may take
   *     longer
   * @throws RedisException when there is no usable connection by the deadline
   */
  OpenConnection open(HostPort address, Duration connectTimeout, Deadline deadline)
      throws RedisException {
    Optional<Command> auth = authCommand.create();
    Socket socket = sockets.connect(address, deadline.within(connectTimeout));
    List<Command> commands = new ArrayList<>();
    auth.ifPresent(commands::add);
    commands.add(AllowedCommands.CLIENT_SETNAME.with(CLIENT_NAME));
    commands.add(SERVER_INFO);

    RedisConnection connection = connection(socket, deadline);
    boolean usable = false;
    try {
      List<Reply> replies = connection.execute(commands, deadline);
      Reply first = replies.get(0);
      ConnectionSetupErrors.throwIfRejected(address, first, connection.unreadInput());
      if (auth.isPresent()) {
        ConnectionSetupErrors.throwIfNotAuthenticated(address, first);
      }
      Reply serverInfo = replies.get(replies.size() - 1);
      ConnectionSetupErrors.throwIfUnusable(address, serverInfo);
      usable = true;
      return new OpenConnection(connection, serverInfo);
    } finally {
      if (!usable) {
        connection.close();
      }
    }
  }

  /** Executes {@code INFO server} again. */
  Reply serverInfo(RedisConnection connection, Deadline deadline) {
    return connection.execute(List.of(SERVER_INFO), deadline).get(0);
  }

  private RedisConnection connection(Socket socket, Deadline deadline) throws RedisException {
    try {
      ValidatingSocket validating = new ValidatingSocket(socket);
      // No HELLO and no CLIENT SETINFO: RESP2 has one form for each reply, and servers before 7.2
      // would count each SETINFO as an error.
      Connection jedis =
          Connection.builder()
              .socketFactory(() -> validating)
              .clientConfig(
                  DefaultJedisClientConfig.builder()
                      .serverDefaultProtocol()
                      .clientSetInfoConfig(ClientSetInfoConfig.DISABLED)
                      .socketTimeoutMillis(deadline.socketTimeout())
                      .build())
              .build();
      return new RedisConnection(jedis, validating, watchdog, allowed);
    } catch (IOException | JedisException e) {
      SocketConnector.close(socket);
      throw new RedisException(Fault.CONNECT_OTHER, "cannot use the connection: " + e, e);
    }
  }
}
