package io.github.redisclusterexporter.redis;

import io.github.redisclusterexporter.net.Deadline;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import redis.clients.jedis.ClientSetInfoConfig;
import redis.clients.jedis.Connection;
import redis.clients.jedis.DefaultJedisClientConfig;

/** Replies made of bytes by all that reads those of a real server: no network, else the same. */
public final class WireReplies {
  private static final Watchdog WATCHDOG = new Watchdog();

  private WireReplies() {}

  /**
   * What comes of the bytes when so many commands are asked.
   *
   * @return one reply a command; lost are those that the bytes have no room for
   */
  public static List<Reply> read(byte[] bytes, int commands) {
    try {
      Socket socket = new Canned(bytes);
      GuardedSocket guarded = new GuardedSocket(socket);
      Connection jedis =
          Connection.builder()
              .socketFactory(() -> guarded)
              .clientConfig(
                  DefaultJedisClientConfig.builder()
                      .serverDefaultProtocol()
                      .clientSetInfoConfig(ClientSetInfoConfig.DISABLED)
                      .build())
              .build();
      return new RedisConnection(
              jedis, new Sockets.Opened(socket), guarded, WATCHDOG, AllowedCommands.of(List.of()))
          .ask(
              Collections.nCopies(commands, Command.of("INFO")),
              Deadline.after(Duration.ofSeconds(10)));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A connection on which the peer has said everything already, and hung up. */
  // Nothing here is shared by threads.
  @SuppressWarnings("UnsynchronizedOverridesSynchronized")
  private static final class Canned extends Socket {
    private final InputStream in;

    Canned(byte[] bytes) {
      this.in = new ByteArrayInputStream(bytes);
    }

    @Override
    public InputStream getInputStream() {
      return in;
    }

    @Override
    public OutputStream getOutputStream() {
      return OutputStream.nullOutputStream();
    }

    @Override
    public void setSoTimeout(int millis) {}

    @Override
    public boolean isConnected() {
      return true;
    }

    @Override
    public boolean isBound() {
      return true;
    }
  }
}
