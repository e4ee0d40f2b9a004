package io.github.redisclusterexporter.node;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The fields in a text, for instance lines of {@code name:value}. Only their positions are stored:
 * INFO has hundreds of fields, and a page reads some of them.
 */
final class FieldIndex {
  /** Positions of one field: where its name begins, and where its value begins and ends. */
  private static final int POSITIONS = 3;

  private static final int USUAL_LENGTH = 24;

  private final String text;
  private int size;
  private int[] positions;

  /** The hash of each name, then the number of the field; sorted. */
  private long[] byHash;

  /**
   * Finds what has the form of a field and ignores all else, also comments.
   *
   * @param separator ends each field, except the last
   * @param assignment ends the name of a field, which is not empty
   */
  FieldIndex(String text, char separator, char assignment) {
    this.text = text;
    int expected = text.length() / USUAL_LENGTH + 1;
    positions = new int[expected * POSITIONS];
    byHash = new long[expected];
    int end;
    for (int start = 0; start < text.length(); start = end + 1) {
      end = indexOrEnd(separator, start);
      int hash = 0;
      int at = start;
      while (at < end && text.charAt(at) != assignment) {
        // As String.hashCode() does.
        hash = 31 * hash + text.charAt(at);
        at++;
      }
      if (at > start && at < end && text.charAt(start) != '#') {
        add(hash, start, at + 1, end);
      }
    }
    byHash = Arrays.copyOf(byHash, size);
    Arrays.sort(byHash);
  }

  private int indexOrEnd(char wanted, int from) {
    int index = text.indexOf(wanted, from);
    return index < 0 ? text.length() : index;
  }

  private void add(int hash, int name, int value, int end) {
    if (size == byHash.length) {
      byHash = Arrays.copyOf(byHash, 2 * size);
      positions = Arrays.copyOf(positions, 2 * size * POSITIONS);
    }
    byHash[size] = (long) hash << Integer.SIZE | size;
    positions[size * POSITIONS] = name;
    positions[size * POSITIONS + 1] = value;
    positions[size * POSITIONS + 2] = text.charAt(end - 1) == '\r' ? end - 1 : end;
    size++;
  }

  int size() {
    return size;
  }

  /** The number of the field with this name, of several the last one; negative without one. */
  int find(String name) {
    int hash = name.hashCode();
    long aboveAll = (long) hash << Integer.SIZE | Integer.MAX_VALUE;
    int at = -Arrays.binarySearch(byHash, aboveAll) - 2;
    while (at >= 0 && byHash[at] >> Integer.SIZE == hash && !isNamed((int) byHash[at], name)) {
      at--;
    }
    return at >= 0 && byHash[at] >> Integer.SIZE == hash ? (int) byHash[at] : -1;
  }

  private boolean isNamed(int field, String name) {
    int start = positions[field * POSITIONS];
    return valueStart(field) == start + name.length() + 1 && text.startsWith(name, start);
  }

  /** Whether the name of the field starts with the prefix. */
  boolean hasPrefix(int field, String prefix) {
    int start = positions[field * POSITIONS];
    return valueStart(field) > start + prefix.length() && text.startsWith(prefix, start);
  }

  String name(int field) {
    return text.substring(positions[field * POSITIONS], valueStart(field) - 1);
  }

  String value(int field) {
    return text.substring(valueStart(field), valueEnd(field));
  }

  private int valueStart(int field) {
    return positions[field * POSITIONS + 1];
  }

  private int valueEnd(int field) {
    return positions[field * POSITIONS + 2];
  }

  /** The value, if it consists of some digits; otherwise -1. */
  long digits(int field) {
    return ReplyShapes.digits(text, valueStart(field), valueEnd(field));
  }

  /** Whether the value consists of names and values itself. */
  boolean isComposed(int field) {
    return value(field).indexOf('=') > 0;
  }

  /** All fields, in the order of the text. */
  Map<String, String> all() {
    Map<String, String> all = new LinkedHashMap<>();
    for (int i = 0; i < size; i++) {
      all.put(name(i), value(i));
    }
    return all;
  }
}
