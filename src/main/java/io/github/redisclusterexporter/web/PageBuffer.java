package io.github.redisclusterexporter.web;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * A body in memory, in pieces: a page of a thousand nodes is many megabytes, and one array that
 * grows would take three times that. It is also written in pieces: the JDK's server and the channel
 * under it keep copies as large as the largest single write.
 */
final class PageBuffer extends OutputStream {
  private static final int PIECE = 16 * 1024;

  /** All of them full, except the last. */
  private final List<byte[]> pieces = new ArrayList<>();

  private int usedOfLast = PIECE;

  @Override
  public void write(int next) {
    write(new byte[] {(byte) next}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) {
    int from = offset;
    int end = offset + length;
    while (from < end) {
      if (usedOfLast == PIECE) {
        pieces.add(new byte[PIECE]);
        usedOfLast = 0;
      }
      int count = Math.min(end - from, PIECE - usedOfLast);
      System.arraycopy(bytes, from, pieces.get(pieces.size() - 1), usedOfLast, count);
      usedOfLast += count;
      from += count;
    }
  }

  long size() {
    return pieces.isEmpty() ? 0 : (pieces.size() - 1L) * PIECE + usedOfLast;
  }

  void writeTo(OutputStream out) throws IOException {
    for (int i = 0; i < pieces.size(); i++) {
      out.write(pieces.get(i), 0, i == pieces.size() - 1 ? usedOfLast : PIECE);
    }
  }
}
