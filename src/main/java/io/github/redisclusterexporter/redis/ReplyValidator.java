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

  /** The type of the line that is being read. */
  private char type;

  /** Whether the line is an integer, or the length of a bulk string or of an array. */
  private boolean isNumber;

  /** What was read of the line; 0 between two lines. */
  private int lineLength;

  private boolean afterCarriageReturn;

  /** What was read of that number. */
  private final StringBuilder number = new StringBuilder();

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
    if (lineLength > MAX_LINE) {
      throw tooLarge("a line of more than " + MAX_LINE + " bytes");
    }
    if (lineLength == 0) {
      startLine(next);
    } else if (afterCarriageReturn != (next == '\n')) {
      // The parser would read a single carriage return or line feed as text.
      throw notRedis("a line that does not end with a carriage return and a line feed");
    } else if (isNumber && next != '\r' && next != '\n') {
      if (next != '-' && (next < '0' || next > '9')) {
        throw notRedis("an invalid number");
      }
      number.append(next);
    }
    lineLength++;
    afterCarriageReturn = next == '\r';
    if (next == '\n') {
      lineLength = 0;
      if (isNumber) {
        endOfNumber();
      }
    }
  }

  private void startLine(char first) throws InvalidReplyException {
    type = first;
    isNumber = first == ':' || first == '$' || first == '*';
    if (!isNumber && first != '+' && first != '-') {
      throw notRedis("the first byte is not a RESP2 type");
    }
    number.setLength(0);
  }

  private void endOfNumber() throws InvalidReplyException {
    long value;
    try {
      value = Long.parseLong(number, 0, number.length(), 10);
    } catch (NumberFormatException e) {
      InvalidReplyException invalid = notRedis("an invalid number");
      invalid.initCause(e);
      throw invalid;
    }
    if (type == ':' || value == -1) {
      return;
    }
    if (value < 0) {
      throw notRedis("an invalid length");
    }
    if (value > (type == '$' ? MAX_BYTES : elementsLeft)) {
      throw tooLarge("a reply of the length " + value);
    }
    if (type == '$') {
      bulkBytesLeft = value + 2;
    } else {
      elementsLeft -= value;
    }
  }
}
