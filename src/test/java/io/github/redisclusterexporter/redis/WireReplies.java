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

/** Reads replies from bytes with the code that reads those of a real server, without a network. */
public final class WireReplies {
  private static final Watchdog WATCHDOG = new Watchdog();

  private WireReplies() {}

  /**
   * The replies to a number of commands when a server answers with these bytes.
   *
   * @return one reply for each command; {@link Reply.Lost} for those that the bytes do not contain
   */
  public static List<Reply> read(byte[] bytes, int commands) {
    try {
      return new RedisConnection(new ByteSocket(bytes), WATCHDOG, AllowedCommands.of(List.of()))
          .execute(
              Collections.nCopies(commands, Command.of("INFO")),
              Deadline.after(Duration.ofSeconds(10)));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A socket whose peer has written these bytes and closed the connection. */
  // Used by one thread only.
  @SuppressWarnings("UnsynchronizedOverridesSynchronized")
  private static final class ByteSocket extends Socket {
    private final InputStream in;

    ByteSocket(byte[] bytes) {
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
  }
}
