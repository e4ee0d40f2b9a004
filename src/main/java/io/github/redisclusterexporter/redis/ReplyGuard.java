package io.github.redisclusterexporter.redis;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * Watches RESP2 replies on their way to the parser, which believes every number: it would make room
 * for two gigabytes because four bytes say so, and read letters as digits. It also keeps whatever
 * it is sent, so a peer that never ends a line or a reply would fill the heap.
 */
final class ReplyGuard extends FilterInputStream {
  /** Far above any reply of a real server to what is asked here. */
  private static final long MOST_BYTES = 64L << 20;

  private static final long MOST_ELEMENTS = 1 << 20;

  /** What is long comes as a bulk string: a line is a status, an error or a number. */
  private static final int LONGEST_LINE = 64 << 10;

  private static final int MOST_DIGITS_OF_A_LENGTH = 10;
  private static final int MOST_DIGITS = 19;

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
    /** A text or an error, up to the end of the line. */
    LINE,
    /** A number, or the length of a bulk string or an array. */
    NUMBER,
    /** The bytes of a bulk string and the end of the line after it. */
    BULK
  }

  private Within within = Within.TYPE;
  private long bytesLeft = MOST_BYTES;
  private long elementsLeft = MOST_ELEMENTS;
  private int lineLength;
  private boolean afterReturn;
  private char type;
  private boolean negative;
  private int digits;
  private long number;
  private long left;
  private @Nullable BrokenReplyException broken;

  ReplyGuard(InputStream in) {
    super(in);
  }

  /** A new question is asked: the bounds are for all of its replies together. */
  void expectReplies() {
    bytesLeft = MOST_BYTES;
    elementsLeft = MOST_ELEMENTS;
  }

  @Override
  public int read() throws IOException {
    throwIfBroken();
    int next = super.read();
    if (next >= 0) {
      count(1);
      check((byte) next);
    }
    return next;
  }

  @Override
  public int read(byte[] buffer, int offset, int size) throws IOException {
    throwIfBroken();
    int count = super.read(buffer, offset, size);
    if (count > 0) {
      count(count);
    }
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

  private void count(int bytes) throws BrokenReplyException {
    bytesLeft -= bytes;
    if (bytesLeft < 0) {
      throw tooLarge("replies of more than " + MOST_BYTES + " bytes");
    }
  }

  private static BrokenReplyException tooLarge(String what) {
    return new BrokenReplyException(Fault.READ_TOO_LARGE, what);
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
        if (isEndOfLine(next)) {
          within = Within.TYPE;
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

  /** The reader behind this takes either character for text where it is alone. */
  private boolean isEndOfLine(byte next) throws BrokenReplyException {
    lineLength++;
    if (lineLength > LONGEST_LINE) {
      throw tooLarge("a line of more than " + LONGEST_LINE + " bytes");
    }
    if (afterReturn != (next == '\n')) {
      throw new BrokenReplyException(
          Fault.READ_NOT_REDIS, "a line that does not end with a carriage return and a line feed");
    }
    afterReturn = next == '\r';
    return next == '\n';
  }

  private void begin(char first) throws BrokenReplyException {
    type = first;
    lineLength = 0;
    afterReturn = false;
    switch (first) {
      case '+', '-' -> within = Within.LINE;
      case ':', '$', '*' -> {
        within = Within.NUMBER;
        negative = false;
        digits = 0;
        number = 0;
      }
      default -> throw new BrokenReplyException(Fault.READ_NOT_REDIS, "no reply begins like this");
    }
  }

  private void number(byte next) throws BrokenReplyException {
    if (next >= '0' && next <= '9') {
      digits++;
      number = number * 10 + (next - '0');
      if (digits > (type == ':' ? MOST_DIGITS : MOST_DIGITS_OF_A_LENGTH) || number < 0) {
        throw noNumber();
      }
    } else if (next == '-' && digits == 0 && !negative) {
      negative = true;
    } else if (next != '\r') {
      throw noNumber();
    }
  }

  private static BrokenReplyException noNumber() {
    return new BrokenReplyException(Fault.READ_NOT_REDIS, "a number that is none");
  }

  private void endOfNumber() throws BrokenReplyException {
    if (digits == 0) {
      throw noNumber();
    }
    within = Within.TYPE;
    if (type != ':') {
      length();
    }
  }

  private void length() throws BrokenReplyException {
    if (negative) {
      if (number != 1) {
        throw new BrokenReplyException(Fault.READ_NOT_REDIS, "a length that makes no sense");
      }
      return;
    }
    if (number > (type == '$' ? MOST_BYTES : elementsLeft)) {
      throw tooLarge("a reply of the length " + number);
    }
    if (type == '$') {
      left = number + 2;
      within = Within.BULK;
    } else {
      elementsLeft -= number;
    }
  }
}
