package io.github.redisclusterexporter.redis;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * Watches the headers of RESP2 replies on their way to the parser, which believes every number: it
 * would make room for two gigabytes because four bytes say so, and read letters as digits.
 */
final class ReplyGuard extends FilterInputStream {
  /** Far above any reply of a real server to what is asked here. */
  private static final long LONGEST = 64L << 20;

  private static final long MOST_ELEMENTS = 1 << 20;
  private static final int MOST_DIGITS = 10;

  /** A reply that no server would send. */
  static final class BrokenReplyException extends IOException {
    private static final long serialVersionUID = 1L;

    private final Fault fault;

    BrokenReplyException(Fault fault, String message) {
      super(message);
      this.fault = fault;
    }

    Fault fault() {
      return fault;
    }
  }

  private enum Within {
    /** Before the first byte of a reply. */
    TYPE,
    /** A text, an error or a number, up to the end of the line. */
    LINE,
    /** The length of a bulk string or an array. */
    LENGTH,
    /** The bytes of a bulk string and the end of the line after it. */
    BULK
  }

  private Within within = Within.TYPE;
  private char type;
  private boolean negative;
  private int digits;
  private long length;
  private long left;
  private @Nullable BrokenReplyException broken;

  ReplyGuard(InputStream in) {
    super(in);
  }

  @Override
  public int read() throws IOException {
    throwIfBroken();
    int next = super.read();
    if (next >= 0) {
      check((byte) next);
    }
    return next;
  }

  @Override
  public int read(byte[] buffer, int offset, int size) throws IOException {
    throwIfBroken();
    int count = super.read(buffer, offset, size);
    int at = 0;
    try {
      while (at < count) {
        at += within == Within.BULK ? skip(count - at) : check(buffer[offset + at]);
      }
    } catch (BrokenReplyException e) {
      if (at == 0) {
        throw e;
      }
      // The replies before it, read along with it, are good.
      broken = e;
      return at;
    }
    return count;
  }

  private void throwIfBroken() throws BrokenReplyException {
    if (broken != null) {
      throw broken;
    }
  }

  private int skip(int available) {
    int skipped = (int) Math.min(left, available);
    left -= skipped;
    if (left == 0) {
      within = Within.TYPE;
    }
    return skipped;
  }

  /** Takes one byte. */
  private int check(byte next) throws BrokenReplyException {
    switch (within) {
      case TYPE -> begin((char) (next & 0xff));
      case LINE -> {
        if (next == '\n') {
          within = Within.TYPE;
        }
      }
      case LENGTH -> length(next);
      case BULK -> skip(1);
    }
    return 1;
  }

  private void begin(char first) throws BrokenReplyException {
    type = first;
    switch (first) {
      case '+', '-', ':' -> within = Within.LINE;
      case '$', '*' -> {
        within = Within.LENGTH;
        negative = false;
        digits = 0;
        length = 0;
      }
      default -> throw new BrokenReplyException(Fault.READ_NOT_REDIS, "no reply begins like this");
    }
  }

  private void length(byte next) throws BrokenReplyException {
    if (next == '\n') {
      endOfLength();
    } else if (next >= '0' && next <= '9' && digits < MOST_DIGITS) {
      digits++;
      length = length * 10 + (next - '0');
    } else if (next == '-' && digits == 0 && !negative) {
      negative = true;
    } else if (next != '\r') {
      throw new BrokenReplyException(Fault.READ_NOT_REDIS, "a length that is no number");
    }
  }

  private void endOfLength() throws BrokenReplyException {
    if (digits == 0 || (negative && length != 1)) {
      throw new BrokenReplyException(Fault.READ_NOT_REDIS, "a length that makes no sense");
    }
    if (length > (type == '$' ? LONGEST : MOST_ELEMENTS)) {
      throw new BrokenReplyException(Fault.READ_TOO_LARGE, "a reply of the length " + length);
    }
    if (type == '$' && !negative) {
      left = length + 2;
      within = Within.BULK;
    } else {
      within = Within.TYPE;
    }
  }
}
