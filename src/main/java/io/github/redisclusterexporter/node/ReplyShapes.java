package io.github.redisclusterexporter.node;

import io.github.redisclusterexporter.redis.Reply;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads nested replies. Each method throws a {@link MalformedReplyException} for a reply of another
 * shape. Its message does not quote the reply, except the beginning of what should be a number.
 */
public final class ReplyShapes {
  /** Every whole number with so many digits fits into a long. */
  private static final int MAX_DIGITS = 18;

  private ReplyShapes() {}

  public static List<Reply> many(Reply reply) {
    if (reply instanceof Reply.Array array) {
      return array.elements();
    }
    throw unexpected("an array", reply);
  }

  public static long whole(Reply reply) {
    if (reply instanceof Reply.Int integer) {
      return integer.value();
    }
    throw unexpected("an integer", reply);
  }

  public static String text(Reply reply) {
    if (reply instanceof Reply.Text text) {
      return text.text();
    }
    throw unexpected("a string", reply);
  }

  /** A number of something, never negative. */
  public static long count(Reply reply) {
    long count = whole(reply);
    if (count < 0) {
      throw new MalformedReplyException("a reply counts " + count);
    }
    return count;
  }

  /**
   * A number that is written as text, as a plain decimal: Java's parser would also accept
   * hexadecimal numbers and {@code 1d}.
   *
   * @param what names the value in the error
   */
  static double number(String what, String text, NumberKind kind) {
    long digits = digits(text, 0, text.length());
    if (digits >= 0) {
      return kind.check(what, (double) digits);
    }
    try {
      if (consistsOf("0123456789.+-eE", text)) {
        return kind.check(what, Double.parseDouble(text));
      }
    } catch (NumberFormatException e) {
      throw notANumber(what, text, e);
    }
    throw notANumber(what, text, null);
  }

  /** The number in a part of a text that consists of some digits; otherwise -1. */
  static long digits(String text, int from, int to) {
    long number = to > from && to - from <= MAX_DIGITS ? 0 : -1;
    for (int i = from; i < to && number >= 0; i++) {
      int digit = text.charAt(i) - '0';
      number = digit >= 0 && digit <= 9 ? 10 * number + digit : -1;
    }
    return number;
  }

  private static boolean consistsOf(String characters, String text) {
    for (int i = 0; i < text.length(); i++) {
      if (characters.indexOf(text.charAt(i)) < 0) {
        return false;
      }
    }
    return !text.isEmpty();
  }

  private static MalformedReplyException notANumber(
      String what, String text, @Nullable NumberFormatException cause) {
    String shortened = text.length() <= 40 ? text : text.substring(0, 40) + "...";
    return new MalformedReplyException(what + " is not a number: " + shortened, cause);
  }

  /** The values of a map by their names. */
  public static Map<String, Reply> pairs(Reply reply) {
    List<Reply> elements = namesAndValues(reply);
    Map<String, Reply> pairs = new LinkedHashMap<>();
    for (int i = 0; i < elements.size(); i += 2) {
      pairs.put(text(elements.get(i)), elements.get(i + 1));
    }
    return pairs;
  }

  /** The elements of a map, which RESP2 writes as an array of names and values in turn. */
  static List<Reply> namesAndValues(Reply reply) {
    List<Reply> elements = many(reply);
    if (elements.size() % 2 != 0) {
      throw new MalformedReplyException("a map has a name without a value");
    }
    return elements;
  }

  public static Reply field(Map<String, Reply> fields, String name) {
    Reply value = fields.get(name);
    if (value == null) {
      throw lacks(name);
    }
    return value;
  }

  /** The value in {@link #namesAndValues}, for maps that are too many to build each. */
  static Reply field(List<Reply> namesAndValues, String name) {
    for (int i = 0; i < namesAndValues.size(); i += 2) {
      if (text(namesAndValues.get(i)).equals(name)) {
        return namesAndValues.get(i + 1);
      }
    }
    throw lacks(name);
  }

  private static MalformedReplyException lacks(String name) {
    return new MalformedReplyException("a reply lacks the field " + name);
  }

  private static MalformedReplyException unexpected(String wanted, Reply reply) {
    return new MalformedReplyException(
        "a reply has " + reply.getClass().getSimpleName() + " in the place of " + wanted);
  }
}
