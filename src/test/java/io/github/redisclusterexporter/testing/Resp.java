package io.github.redisclusterexporter.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.redisclusterexporter.redis.Fault;
import io.github.redisclusterexporter.redis.Reply;
import java.util.ArrayList;
import java.util.List;

/** Parses RESP2 in memory. Errors are not classified. */
public final class Resp {
  private final byte[] bytes;
  private int at;

  private Resp(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Parses bytes that contain one reply. */
  public static Reply decode(byte[] bytes) {
    return new Resp(bytes).next();
  }

  private Reply next() {
    String line = line();
    String rest = line.substring(1);
    return switch (line.charAt(0)) {
      case '+' -> new Reply.Text(rest);
      case '-' -> new Reply.Refused(Fault.READ_ERROR_REPLY, rest);
      case ':' -> new Reply.Int(Long.parseLong(rest));
      case '$' -> bulk(Integer.parseInt(rest));
      case '*' -> array(Integer.parseInt(rest));
      default -> throw new IllegalArgumentException("RESP2 has no " + line);
    };
  }

  private Reply bulk(int length) {
    if (length < 0) {
      return new Reply.Nil();
    }
    String text = new String(bytes, at, length, UTF_8);
    at += length + 2;
    return new Reply.Text(text);
  }

  private Reply array(int length) {
    if (length < 0) {
      return new Reply.Nil();
    }
    List<Reply> elements = new ArrayList<>(length);
    for (int i = 0; i < length; i++) {
      elements.add(next());
    }
    return new Reply.Array(elements);
  }

  private String line() {
    int end = at;
    while (bytes[end] != '\r' || bytes[end + 1] != '\n') {
      end++;
    }
    String line = new String(bytes, at, end - at, UTF_8);
    at = end + 2;
    return line;
  }
}
