package io.github.redisclusterexporter.http;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.AbstractHttpEntity;

/** A body in memory. */
final class PageBuffer extends ByteArrayOutputStream {

  private static final int SLICE = 64 * 1024;

  PageBuffer(int initialSize) {
    super(initialSize);
  }

  /** The body as it is sent. The headers that tell what it is are not part of it. */
  HttpEntity entity() {
    return new Entity();
  }

  /**
   * The channel under a socket keeps a copy as large as the largest single write, one per thread: a
   * page of megabytes must not be one write. Not an override of {@code writeTo}, whose lock a
   * client that does not read would keep from everyone else.
   */
  private void copyTo(OutputStream out) throws IOException {
    for (int from = 0; from < count; from += SLICE) {
      out.write(buf, from, Math.min(SLICE, count - from));
    }
  }

  private final class Entity extends AbstractHttpEntity {

    private Entity() {
      super((String) null, null);
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
      copyTo(out);
    }

    @Override
    public InputStream getContent() {
      return new ByteArrayInputStream(buf, 0, count);
    }

    @Override
    public long getContentLength() {
      return count;
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
