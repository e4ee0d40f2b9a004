package io.github.redisclusterexporter.testing;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;

/** How a {@link TcpProxy} changes the replies of a healthy target. */
@FunctionalInterface
public interface Disturbance {

  /**
   * Forwards bytes, or something else instead of them.
   *
   * @param bytes a part of the replies of the target
   * @return whether the connection continues to be forwarded
   */
  boolean pass(byte[] bytes, Socket client) throws IOException, InterruptedException;

  /** Forwards everything. */
  static Disturbance none() {
    return (bytes, client) -> {
      TcpProxy.write(client, bytes);
      return true;
    };
  }

  /** Forwards everything byte by byte. */
  static Disturbance trickling(Duration perByte) {
    return (bytes, client) -> {
      for (byte each : bytes) {
        TcpProxy.write(client, new byte[] {each});
        Thread.sleep(perByte.toMillis());
      }
      return true;
    };
  }

  /** Forwards this number of bytes of a reply, or half of a shorter one, and nothing after it. */
  static Disturbance halting(int most) {
    return (bytes, client) -> {
      TcpProxy.write(client, begin(bytes, most));
      return false;
    };
  }

  /** As {@link #halting}, and then resets the connection. */
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

  /** Replaces all bytes by random ones; the same bytes for the same seed. */
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

  /** Replies with a single text of this number of bytes. */
  static Disturbance longText(int length) {
    return (bytes, client) -> {
      TcpProxy.write(client, ascii("$" + length + "\r\n"));
      flood(client, new byte[1 << 16], length);
      return false;
    };
  }

  /** Replies with an array of texts, with this number of bytes in total. */
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
