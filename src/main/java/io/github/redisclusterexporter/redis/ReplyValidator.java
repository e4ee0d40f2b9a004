package io.github.redisclusterexporter.redis;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * Validates RESP2 replies before the parser of jedis reads them, and limits their size.
 *
 * <p>That parser trusts its input: it allocates two gigabytes when a length says so, reads letters
 * as digits, and keeps everything in memory, so that a line or a reply without an end would fill
 * the heap.
 */
final class ReplyValidator extends FilterInputStream {
  /** Much larger than the replies of any real server to the commands of the exporter. */
  private static final long MAX_BYTES = 64L << 20;

  private static final long MAX_ELEMENTS = 1 << 20;

  /** A line contains a status, an error or a number; long values are bulk strings. */
  private static final int MAX_LINE = 64 << 10;

  /** A reply that is no valid RESP2 or too large. */
  static final class InvalidReplyException extends IOException {
    private static final long serialVersionUID = 1L;

    private final Fault fault;

    InvalidReplyException(Fault fault, String message) {
      super(message);
      this.fault = fault;
    }

    Fault fault() {
      return fault;
    }
  }

  /** The line that is being read, from its type to its end; empty between two lines. */
  private final StringBuilder line = new StringBuilder();

  /** What remains of a bulk string and of the line end after it. */
  private long bulkBytesLeft;

  private long bytesLeft = MAX_BYTES;
  private long elementsLeft = MAX_ELEMENTS;
  private @Nullable InvalidReplyException failure;

  ReplyValidator(InputStream in) {
    super(in);
  }

  /** Resets the limits, which apply to all replies of one pipeline together. */
  void startReplies() {
    bytesLeft = MAX_BYTES;
    elementsLeft = MAX_ELEMENTS;
  }

  @Override
  public int read() throws IOException {
    byte[] next = new byte[1];
    return read(next, 0, 1) < 0 ? -1 : next[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int size) throws IOException {
    if (failure != null) {
      throw failure;
    }
    int count = super.read(buffer, offset, size);
    bytesLeft -= Math.max(0, count);
    if (bytesLeft < 0) {
      throw tooLarge("replies of more than " + MAX_BYTES + " bytes");
    }
    int at = 0;
    try {
      while (at < count) {
        if (bulkBytesLeft > 0) {
          int skipped = (int) Math.min(bulkBytesLeft, count - at);
          bulkBytesLeft -= skipped;
          at += skipped;
        } else {
          check((char) (buffer[offset + at] & 0xff));
          at++;
        }
      }
    } catch (InvalidReplyException e) {
      if (at == 0) {
        throw e;
      }
      // The valid replies that were read in the same call are returned first.
      failure = e;
      return at;
    }
    return count;
  }

  private static InvalidReplyException tooLarge(String message) {
    return new InvalidReplyException(Fault.READ_TOO_LARGE, message);
  }

  private static InvalidReplyException notRedis(String message) {
    return new InvalidReplyException(Fault.READ_NOT_REDIS, message);
  }

  /** Checks one byte of a line. */
  private void check(char next) throws InvalidReplyException {
    int length = line.length();
    if (length > MAX_LINE) {
      throw tooLarge("a line of more than " + MAX_LINE + " bytes");
    }
    if (length == 0 && "+-:$*".indexOf(next) < 0) {
      throw notRedis("the first byte is not a RESP2 type");
    }
    // The parser would read a single carriage return or line feed as text.
    boolean afterCarriageReturn = length > 0 && line.charAt(length - 1) == '\r';
    if (afterCarriageReturn != (next == '\n')) {
      throw notRedis("a line that does not end with a carriage return and a line feed");
    }
    if (length > 0 && isNumber() && "-0123456789\r\n".indexOf(next) < 0) {
      throw notRedis("an invalid number");
    }
    line.append(next);
    if (next == '\n') {
      if (isNumber()) {
        endOfNumber(line.charAt(0), line.substring(1, length - 1));
      }
      line.setLength(0);
    }
  }

  /** Whether the line is an integer, or the length of a bulk string or of an array. */
  private boolean isNumber() {
    return ":$*".indexOf(line.charAt(0)) >= 0;
  }

  private void endOfNumber(char type, String text) throws InvalidReplyException {
    long number;
    try {
      number = Long.parseLong(text);
    } catch (NumberFormatException e) {
      InvalidReplyException invalid = notRedis("an invalid number");
      invalid.initCause(e);
      throw invalid;
    }
    if (type == ':' || number == -1) {
      return;
    }
    if (number < 0) {
      throw notRedis("an invalid length");
    }
    if (number > (type == '$' ? MAX_BYTES : elementsLeft)) {
      throw tooLarge("a reply of the length " + number);
    }
    if (type == '$') {
      bulkBytesLeft = number + 2;
    } else {
      elementsLeft -= number;
    }
  }
}
