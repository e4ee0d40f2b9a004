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

  private static final int MAX_DIGITS_OF_LENGTH = 10;
  private static final int MAX_DIGITS = 19;

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

  private enum State {
    /** At the first byte of a reply. */
    TYPE,
    /** In a simple string or an error, up to the end of the line. */
    LINE,
    /** In an integer, or in the length of a bulk string or an array. */
    NUMBER,
    /** In the content of a bulk string or in the end of the line after it. */
    BULK
  }

  private State state = State.TYPE;
  private long bytesLeft = MAX_BYTES;
  private long elementsLeft = MAX_ELEMENTS;
  private int lineLength;
  private boolean afterCarriageReturn;
  private char type;
  private boolean negative;
  private int digits;
  private long number;
  private long bulkBytesLeft;
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
    throwIfFailed();
    int next = super.read();
    if (next >= 0) {
      count(1);
      check((byte) next);
    }
    return next;
  }

  @Override
  public int read(byte[] buffer, int offset, int size) throws IOException {
    throwIfFailed();
    int count = super.read(buffer, offset, size);
    if (count > 0) {
      count(count);
    }
    int at = 0;
    try {
      while (at < count) {
        at += state == State.BULK ? skip(count - at) : check(buffer[offset + at]);
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

  private void throwIfFailed() throws InvalidReplyException {
    if (failure != null) {
      throw failure;
    }
  }

  private void count(int bytes) throws InvalidReplyException {
    bytesLeft -= bytes;
    if (bytesLeft < 0) {
      throw tooLarge("replies of more than " + MAX_BYTES + " bytes");
    }
  }

  private static InvalidReplyException tooLarge(String message) {
    return new InvalidReplyException(Fault.READ_TOO_LARGE, message);
  }

  private int skip(int available) {
    int skipped = (int) Math.min(bulkBytesLeft, available);
    bulkBytesLeft -= skipped;
    if (bulkBytesLeft == 0) {
      state = State.TYPE;
    }
    return skipped;
  }

  /**
   * Validates one byte.
   *
   * @return the number of bytes validated, 1
   */
  private int check(byte next) throws InvalidReplyException {
    switch (state) {
      case TYPE -> begin((char) (next & 0xff));
      case LINE -> {
        if (isEndOfLine(next)) {
          state = State.TYPE;
        }
      }
      case NUMBER -> {
        if (isEndOfLine(next)) {
          endOfNumber();
        } else {
          number(next);
        }
      }
      case BULK -> skip(1);
    }
    return 1;
  }

  /** The parser would read a single carriage return or line feed as text. */
  private boolean isEndOfLine(byte next) throws InvalidReplyException {
    lineLength++;
    if (lineLength > MAX_LINE) {
      throw tooLarge("a line of more than " + MAX_LINE + " bytes");
    }
    if (afterCarriageReturn != (next == '\n')) {
      throw new InvalidReplyException(
          Fault.READ_NOT_REDIS, "a line that does not end with a carriage return and a line feed");
    }
    afterCarriageReturn = next == '\r';
    return next == '\n';
  }

  private void begin(char first) throws InvalidReplyException {
    type = first;
    lineLength = 0;
    afterCarriageReturn = false;
    switch (first) {
      case '+', '-' -> state = State.LINE;
      case ':', '$', '*' -> {
        state = State.NUMBER;
        negative = false;
        digits = 0;
        number = 0;
      }
      default ->
          throw new InvalidReplyException(
              Fault.READ_NOT_REDIS, "the first byte is not a RESP2 type");
    }
  }

  private void number(byte next) throws InvalidReplyException {
    if (next >= '0' && next <= '9') {
      digits++;
      number = number * 10 + (next - '0');
      if (digits > (type == ':' ? MAX_DIGITS : MAX_DIGITS_OF_LENGTH) || number < 0) {
        throw invalidNumber();
      }
    } else if (next == '-' && digits == 0 && !negative) {
      negative = true;
    } else if (next != '\r') {
      throw invalidNumber();
    }
  }

  private static InvalidReplyException invalidNumber() {
    return new InvalidReplyException(Fault.READ_NOT_REDIS, "an invalid number");
  }

  private void endOfNumber() throws InvalidReplyException {
    if (digits == 0) {
      throw invalidNumber();
    }
    state = State.TYPE;
    if (type != ':') {
      length();
    }
  }

  private void length() throws InvalidReplyException {
    if (negative) {
      if (number != 1) {
        throw new InvalidReplyException(Fault.READ_NOT_REDIS, "an invalid length");
      }
      return;
    }
    if (number > (type == '$' ? MAX_BYTES : elementsLeft)) {
      throw tooLarge("a reply of the length " + number);
    }
    if (type == '$') {
      bulkBytesLeft = number + 2;
      state = State.BULK;
    } else {
      elementsLeft -= number;
    }
  }
}
