package io.github.redisclusterexporter.testing;

import io.github.redisclusterexporter.net.HostPort;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.ClientSetInfoConfig;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Connection;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.util.SafeEncoder;

/**
 * Sends commands to one address, each on a new connection, so that restarts, freezes and proxies do
 * not affect later commands.
 *
 * @param username null for the default user
 * @param password null for none
 * @param tls null for plain
 * @param timeout for connecting and for each read
 */
public record RespClient(
    HostPort address,
    @Nullable String username,
    @Nullable String password,
    @Nullable RedisTls tls,
    Duration timeout) {

  public static RespClient of(HostPort address) {
    return new RespClient(address, null, null, null, Duration.ofSeconds(5));
  }

  public RespClient as(String user, String secret) {
    return new RespClient(address, user, secret, tls, timeout);
  }

  public RespClient within(Duration bound) {
    return new RespClient(address, username, password, tls, bound);
  }

  /**
   * Sends one command and reads its reply.
   *
   * @return String, Long, List or null
   * @throws redis.clients.jedis.exceptions.JedisDataException for an error reply
   * @throws JedisConnectionException when there is no connection or no complete reply
   */
  public @Nullable Object command(String... words) {
    try (Connection connection = connect()) {
      return command(connection, words);
    }
  }

  /** As {@link #command(String...)}, on a connection that stays open. */
  public static @Nullable Object command(Connection connection, String... words) {
    Object reply = connection.executeCommand(arguments(words));
    return reply == null ? null : SafeEncoder.encodeObject(reply);
  }

  /** Sends a command that has no reply yet, after one that has. */
  public static void block(Connection connection, String... words) {
    connection.sendCommand(arguments("PING"));
    connection.sendCommand(arguments(words));
    // Reading the first reply sends both.
    Object unused = connection.getOne();
  }

  private static CommandArguments arguments(String... words) {
    CommandArguments arguments = new CommandArguments(() -> SafeEncoder.encode(words[0]));
    for (int i = 1; i < words.length; i++) {
      arguments.add(words[i]);
    }
    return arguments;
  }

  /** A connection for several commands, in RESP2; the caller closes it. */
  public Connection connect() {
    DefaultJedisClientConfig.Builder config =
        DefaultJedisClientConfig.builder()
            .serverDefaultProtocol()
            .clientSetInfoConfig(ClientSetInfoConfig.DISABLED)
            .socketTimeoutMillis((int) timeout.toMillis());
    if (username != null) {
      config.user(username);
    }
    if (password != null) {
      config.password(password);
    }
    return Connection.builder().socketFactory(this::socket).clientConfig(config.build()).build();
  }

  private Socket socket() {
    Socket plain = new Socket();
    try {
      plain.setTcpNoDelay(true);
      plain.connect(
          new InetSocketAddress(address.host(), address.port()), (int) timeout.toMillis());
      plain.setSoTimeout((int) timeout.toMillis());
      if (tls == null) {
        return plain;
      }
      SSLSocket secure =
          (SSLSocket)
              tls.client()
                  .getSocketFactory()
                  .createSocket(plain, address.host(), address.port(), true);
      secure.startHandshake();
      return secure;
    } catch (IOException e) {
      try {
        plain.close();
      } catch (IOException closing) {
        e.addSuppressed(closing);
      }
      throw new JedisConnectionException("no connection to " + address, e);
    }
  }
}
