package io.github.redisclusterexporter.testing;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** The server side of a connection to a {@link ScriptedServer}. */
public final class ScriptedConnection {
  private final Socket socket;
  private final InputStream in;
  private final AtomicBoolean claimed = new AtomicBoolean();

  ScriptedConnection(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream());
  }

  public void send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
  }

  public void pause(Duration duration) throws InterruptedException {
    Thread.sleep(duration.toMillis());
  }

  public void close() throws IOException {
    socket.close();
  }

  /** Closes the connection with a reset instead of an end of stream. */
  public void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  /** True at the first call for this connection, then false. */
  public boolean claimOnce() {
    return claimed.compareAndSet(false, true);
  }

  boolean isOpen() {
    return !socket.isClosed();
  }

  /** The next command, or null at the end of the stream. Inline commands are split at blanks. */
  @Nullable List<String> read() throws IOException {
    String header = line();
    if (header == null) {
      return null;
    }
    if (!header.startsWith("*")) {
      return List.of(header.split(" ", -1));
    }
    int count = Integer.parseInt(header.substring(1));
    List<String> words = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String length = line();
      if (length == null) {
        throw new EOFException();
      }
      byte[] word = in.readNBytes(Integer.parseInt(length.substring(1)) + 2);
      words.add(new String(word, 0, Math.max(0, word.length - 2), StandardCharsets.UTF_8));
    }
    return words;
  }

  private @Nullable String line() throws IOException {
    StringBuilder line = new StringBuilder();
    int next = in.read();
    if (next < 0) {
      return null;
    }
    while (next >= 0 && next != '\n') {
      if (next != '\r') {
        line.append((char) next);
      }
      next = in.read();
    }
    return line.toString();
  }
}
