package io.github.redisclusterexporter.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** A body in memory. */
final class PageBuffer extends ByteArrayOutputStream {

  private static final int SLICE = 64 * 1024;

  PageBuffer(int initialSize) {
    super(initialSize);
  }

  /**
   * The server and the channel under it each keep a copy as large as the largest single write, one
   * per connection and one per thread: a page of megabytes must not be one write. Not an override
   * of {@code writeTo}, whose lock a client that does not read would keep from everyone else.
   */
  void copyTo(OutputStream out) throws IOException {
    for (int from = 0; from < count; from += SLICE) {
      out.write(buf, from, Math.min(SLICE, count - from));
    }
  }
}
