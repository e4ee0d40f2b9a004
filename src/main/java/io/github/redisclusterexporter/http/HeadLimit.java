package io.github.redisclusterexporter.http;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.apache.hc.core5.http.MessageConstraintException;

/**
 * Bounds the head of each request. The library bounds a line and the number of lines, which
 * together are a hundred times what one head may take.
 */
final class HeadLimit extends FilterInputStream {

  static final int MOST_BYTES = 80 * 1024;

  private long left = MOST_BYTES;
  private boolean touched;

  HeadLimit(InputStream in) {
    super(in);
  }

  /** The next bytes are of a head. */
  void headBegins() {
    left = MOST_BYTES;
    touched = false;
  }

  /** Whether anything was read since the head began: if not, it had come with the one before. */
  boolean isTouched() {
    return touched;
  }

  /** The next bytes are of a body, or of nothing that is kept. */
  void headEnds() {
    left = Long.MAX_VALUE;
  }

  @Override
  public int read() throws IOException {
    int read = super.read();
    count(1);
    return read;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int read = super.read(buffer, offset, length);
    count(read);
    return read;
  }

  private void count(int read) throws MessageConstraintException {
    touched = true;
    left -= read;
    if (left < 0) {
      throw new MessageConstraintException("the head is longer than " + MOST_BYTES + " bytes");
    }
  }
}
