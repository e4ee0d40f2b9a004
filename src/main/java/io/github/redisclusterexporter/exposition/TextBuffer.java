package io.github.redisclusterexporter.exposition;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/** Bytes on their way to a stream, gathered so that each write is a large one. */
final class TextBuffer {
  private static final int CHUNK = 32 * 1024;

  private final OutputStream out;
  private byte[] bytes = new byte[CHUNK + CHUNK / 4];
  private int count;

  TextBuffer(OutputStream out) {
    this.out = out;
  }

  static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  TextBuffer add(byte[] text) {
    makeRoom(text.length);
    System.arraycopy(text, 0, bytes, count, text.length);
    count += text.length;
    return this;
  }

  /** Adds what is known to be ASCII: nothing else is as quick to encode. */
  // Deprecated because it drops the high byte of a character, which ASCII does not have.
  @SuppressWarnings("deprecation")
  TextBuffer ascii(String text) {
    makeRoom(text.length());
    text.getBytes(0, text.length(), bytes, count);
    count += text.length();
    return this;
  }

  private void makeRoom(int more) {
    if (count + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, count + more));
    }
  }

  void flushIfFull() throws IOException {
    if (count >= CHUNK) {
      flush();
    }
  }

  void flush() throws IOException {
    out.write(bytes, 0, count);
    count = 0;
  }
}
