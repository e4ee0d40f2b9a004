package io.github.redisclusterexporter.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.redisclusterexporter.net.HostPort;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.List;

/**
 * A proxy that can hold back the replies of a server until the client has sent a number of
 * commands. A client that waits for a reply before it has sent all of them never receives one, so
 * that success proves a single round trip.
 */
public final class HoldingProxy implements AutoCloseable {
  private final HostPort target;
  private final Listener listener;
  private long sent;
  private long releasedAt;

  private HoldingProxy(HostPort target) {
    this.target = target;
    this.listener = Listener.start("holding-proxy", this::serve);
  }

  public static HoldingProxy to(HostPort target) {
    return new HoldingProxy(target);
  }

  public HostPort address() {
    return listener.address();
  }

  /** The number of commands that clients have sent so far. */
  public synchronized long sent() {
    return sent;
  }

  /** Holds back replies until this number of further commands has been sent. */
  public synchronized void holdUntil(long moreCommands) {
    releasedAt = sent + moreCommands;
    notifyAll();
  }

  @Override
  public void close() {
    listener.close();
  }

  private void serve(Socket client) throws IOException {
    try (Socket server = new Socket(target.host(), target.port())) {
      server.setTcpNoDelay(true);
      client.setTcpNoDelay(true);
      listener.fork(() -> passReplies(server, client));
      ScriptedConnection from = new ScriptedConnection(client);
      OutputStream to = server.getOutputStream();
      for (List<String> words = from.read(); words != null; words = from.read()) {
        to.write(encoded(words));
        to.flush();
        count();
      }
    }
  }

  private void passReplies(Socket server, Socket client) {
    byte[] buffer = new byte[64 * 1024];
    try {
      InputStream in = server.getInputStream();
      for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
        awaitRelease();
        client.getOutputStream().write(buffer, 0, length);
        client.getOutputStream().flush();
      }
    } catch (IOException e) {
      // One side has closed the connection; closing the client also ends the other direction.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      Listener.closeQuietly(client);
    }
  }

  private synchronized void count() {
    sent++;
    notifyAll();
  }

  private synchronized void awaitRelease() throws InterruptedException {
    while (sent < releasedAt) {
      wait();
    }
  }

  private static byte[] encoded(List<String> words) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(("*" + words.size() + "\r\n").getBytes(UTF_8));
    for (String word : words) {
      byte[] text = word.getBytes(UTF_8);
      bytes.write(("$" + text.length + "\r\n").getBytes(UTF_8));
      bytes.write(text);
      bytes.write("\r\n".getBytes(UTF_8));
    }
    return bytes.toByteArray();
  }
}
