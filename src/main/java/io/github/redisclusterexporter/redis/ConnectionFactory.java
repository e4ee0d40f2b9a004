package io.github.redisclusterexporter.redis;

import io.github.redisclusterexporter.net.Deadline;
import io.github.redisclusterexporter.net.HostNameResolver;
import io.github.redisclusterexporter.net.HostPort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Opens connections to Redis servers: TCP, TLS, and one round trip with AUTH, CLIENT SETNAME and
 * INFO server.
 */
final class ConnectionFactory {
  private static final String CLIENT_NAME = "redis-cluster-exporter";
  private static final Command SERVER_INFO = AllowedCommands.INFO.with("server");

  private final RedisConfig config;
  private final SocketConnector sockets;
  private final Watchdog watchdog;
  private final AllowedCommands allowed;

  ConnectionFactory(
      RedisConfig config, HostNameResolver resolver, Watchdog watchdog, AllowedCommands allowed) {
    this.config = config;
    this.sockets = new SocketConnector(config.tls(), resolver, watchdog);
    this.watchdog = watchdog;
    this.allowed = allowed;
  }

  /** An open connection, and what is known of the server. */
  record OpenConnection(RedisConnection connection, Peer peer) {}

  /**
   * Opens a connection. The configured connect timeout limits TCP and TLS only; the first reply of
   * a busy server may take longer. If the host has several addresses, the next one is tried when a
   * server accepts the connection and is of no use.
   *
   * @throws RedisException when there is no usable connection by the deadline
   */
  OpenConnection open(HostPort address, Deadline deadline) throws RedisException {
    List<InetAddress> ips =
        sockets.resolve(address.host(), deadline.within(config.connectTimeout()));
    @Nullable RedisException first = null;
    while (true) {
      Duration most = deadline.remaining().multipliedBy(2).dividedBy(3);
      Deadline share = ips.size() == 1 ? deadline : deadline.within(most);
      int untried = ips.size();
      try {
        return open(address, ips, share);
      } catch (RedisException e) {
        // What a server says is of more use than that the other addresses do not respond.
        first = first == null ? e : first;
        boolean isAnswer = e.fault().stage().equals("auth");
        if (isAnswer || ips.isEmpty() || ips.size() == untried || deadline.passed()) {
          throw first;
        }
      }
    }
  }

  private OpenConnection open(HostPort address, List<InetAddress> ips, Deadline deadline)
      throws RedisException {
    // No HELLO and no CLIENT SETINFO: RESP2 has one form for each reply, and servers before 7.2
    // would count each SETINFO as an error.
    List<Command> commands = new ArrayList<>();
    Optional<Command> auth = config.credentials().authCommand();
    auth.ifPresent(commands::add);
    commands.add(AllowedCommands.CLIENT_SETNAME.with(CLIENT_NAME));
    commands.add(SERVER_INFO);

    RedisConnection connection = connect(address, ips, deadline);
    try {
      List<Reply> replies = connection.execute(commands, deadline);
      Reply first = replies.get(0);
      ConnectionSetupErrors.throwIfRejected(address, first, connection.unreadInput());
      if (auth.isPresent()) {
        ConnectionSetupErrors.throwIfNotAuthenticated(address, first);
      }
      Reply serverInfo = replies.get(replies.size() - 1);
      ConnectionSetupErrors.throwIfUnusable(address, serverInfo);
      return new OpenConnection(connection, new Peer(serverInfo));
    } catch (RedisException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  private RedisConnection connect(HostPort address, List<InetAddress> ips, Deadline deadline)
      throws RedisException {
    return connection(
        address, sockets.connect(address, ips, config.connectTimeout(), deadline), deadline);
  }

  /** A connection on a socket, which the watchdog closes at the deadline. */
  RedisConnection connection(HostPort address, Socket socket, Deadline deadline)
      throws RedisException {
    try {
      return new RedisConnection(socket, watchdog, allowed);
    } catch (IOException e) {
      SocketConnector.close(socket);
      throw new RedisException(
          deadline.passed() ? Fault.CONNECT_TIMEOUT : Fault.CONNECT_OTHER,
          "the connection to " + address + " cannot be used: " + RedisException.reason(e),
          e);
    }
  }

  /**
   * Executes {@code INFO server} again if the server refused it. The reason may have ended: a long
   * script, or a missing ACL rule.
   */
  OpenConnection withServerInfo(OpenConnection open, Deadline deadline) {
    if (open.peer().serverInfo() instanceof Reply.Text) {
      return open;
    }
    Reply again = open.connection().execute(List.of(SERVER_INFO), deadline).get(0);
    return again instanceof Reply.Text
        ? new OpenConnection(open.connection(), new Peer(again))
        : open;
  }
}
