package io.github.redisclusterexporter.testing;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;

/** What a {@link TcpProxy} makes of the answers of a target that is well. */
@FunctionalInterface
public interface Disturbance {

  /**
   * Passes something on.
   *
   * @param bytes some of what the target says
   * @return whether anything passes on this connection from now on
   */
  boolean pass(byte[] bytes, Socket client) throws IOException, InterruptedException;

  /** Everything arrives. */
  static Disturbance none() {
    return (bytes, client) -> {
      TcpProxy.write(client, bytes);
      return true;
    };
  }

  /** Everything arrives, a byte at a time. */
  static Disturbance trickling(Duration perByte) {
    return (bytes, client) -> {
      for (byte each : bytes) {
        TcpProxy.write(client, new byte[] {each});
        Thread.sleep(perByte.toMillis());
      }
      return true;
    };
  }

  /** So many bytes arrive of each answer, or half of it when it is short, and then nothing more. */
  static Disturbance halting(int most) {
    return (bytes, client) -> {
      TcpProxy.write(client, begin(bytes, most));
      return false;
    };
  }

  /** As {@link #halting}, and the connection is reset. */
  static Disturbance resetting(int most) {
    return (bytes, client) -> {
      TcpProxy.write(client, begin(bytes, most));
      client.setSoLinger(true, 0);
      client.close();
      return false;
    };
  }

  private static byte[] begin(byte[] bytes, int most) {
    return Arrays.copyOf(bytes, Math.min(most, bytes.length / 2));
  }

  /** As many bytes arrive as were sent, and others; the same ones for the same seed. */
  static Disturbance garbage(long seed) {
    Random random = new Random(seed);
    return (bytes, client) -> {
      byte[] others = new byte[bytes.length];
      synchronized (random) {
        random.nextBytes(others);
      }
      TcpProxy.write(client, others);
      return true;
    };
  }

  /** The answer is one text of so many bytes. */
  static Disturbance longText(int length) {
    return (bytes, client) -> {
      TcpProxy.write(client, ascii("$" + length + "\r\n"));
      flood(client, new byte[1 << 16], length);
      return false;
    };
  }

  /** The answer is an array of texts, so many bytes in all. */
  static Disturbance manyTexts(int length) {
    return (bytes, client) -> {
      byte[] text = ascii("$65000\r\n" + "a".repeat(65_000) + "\r\n");
      TcpProxy.write(client, ascii("*" + length / text.length + "\r\n"));
      flood(client, text, length);
      return false;
    };
  }

  private static void flood(Socket client, byte[] piece, int length) throws IOException {
    for (int sent = 0; sent < length; sent += piece.length) {
      TcpProxy.write(client, piece);
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
