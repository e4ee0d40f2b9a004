package io.github.redisclusterexporter.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.AbstractHttpEntity;

/**
 * A body in memory, in pieces: a page of a thousand nodes is many megabytes, and one array that
 * grows would take three times that. Nor is it sent in one write: the channel under a socket keeps
 * a copy as large as the largest single one, one per thread.
 */
final class PageBuffer extends OutputStream {
  private static final int PIECE = 64 * 1024;

  /** All of them full, but for the last. */
  private final List<byte[]> pieces = new ArrayList<>();

  private int usedOfLast;
  private long size;

  /** Of exactly these bytes. */
  static PageBuffer of(byte[] bytes) {
    PageBuffer buffer = new PageBuffer();
    buffer.pieces.add(bytes);
    buffer.usedOfLast = bytes.length;
    buffer.size = bytes.length;
    return buffer;
  }

  @Override
  public void write(int next) {
    write(new byte[] {(byte) next}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) {
    int from = offset;
    int end = offset + length;
    while (from < end) {
      byte[] last = last();
      int count = Math.min(end - from, last.length - usedOfLast);
      System.arraycopy(bytes, from, last, usedOfLast, count);
      usedOfLast += count;
      from += count;
    }
    size += length;
  }

  /** The last piece, which has room. */
  private byte[] last() {
    if (pieces.isEmpty() || usedOfLast == pieces.get(pieces.size() - 1).length) {
      pieces.add(new byte[PIECE]);
      usedOfLast = 0;
    }
    return pieces.get(pieces.size() - 1);
  }

  long size() {
    return size;
  }

  private int sizeOf(int piece) {
    return piece == pieces.size() - 1 ? usedOfLast : pieces.get(piece).length;
  }

  /** The body as it is sent. The headers that tell what it is are not part of it. */
  HttpEntity entity() {
    return new Entity();
  }

  private final class Entity extends AbstractHttpEntity {

    private Entity() {
      super((String) null, null);
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
      for (int i = 0; i < pieces.size(); i++) {
        out.write(pieces.get(i), 0, sizeOf(i));
      }
    }

    @Override
    public InputStream getContent() {
      List<InputStream> contents = new ArrayList<>();
      for (int i = 0; i < pieces.size(); i++) {
        contents.add(new ByteArrayInputStream(pieces.get(i), 0, sizeOf(i)));
      }
      return new SequenceInputStream(Collections.enumeration(contents));
    }

    @Override
    public long getContentLength() {
      return size;
    }

    @Override
    public boolean isStreaming() {
      return false;
    }

    @Override
    public boolean isRepeatable() {
      return true;
    }

    @Override
    public void close() {
      // Memory is all that it holds.
    }
  }
}
