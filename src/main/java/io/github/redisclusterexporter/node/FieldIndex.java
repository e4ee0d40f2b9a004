package io.github.redisclusterexporter.node;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The fields in a text, for instance lines of {@code name:value}. Only their positions are stored:
 * INFO has hundreds of fields, and a page reads some of them.
 */
final class FieldIndex {
  /**
   * Numbers of one field: where its name begins, where its value begins and ends, and the field
   * before it in its chain.
   */
  private static final int NUMBERS = 4;

  private static final int USUAL_LENGTH = 24;

  /** The end of a chain. */
  private static final int NONE = -1;

  private final String text;
  private int size;
  private int[] numbers;

  /** The last field of each chain; the hash of a name selects its chain. */
  private final int[] chains;

  /**
   * Finds what has the form of a field and ignores all else, also comments.
   *
   * @param separator ends each field, except the last
   * @param assignment ends the name of a field, which is not empty
   */
  FieldIndex(String text, char separator, char assignment) {
    this.text = text;
    int expected = text.length() / USUAL_LENGTH + 4;
    numbers = new int[expected * NUMBERS];
    chains = new int[2 * Integer.highestOneBit(expected)];
    Arrays.fill(chains, NONE);
    int length = text.length();
    int end;
    for (int start = 0; start < length; start = end + 1) {
      int hash = 0;
      int at;
      for (at = start; at < length; at++) {
        char next = text.charAt(at);
        if (next == assignment || next == separator) {
          break;
        }
        // As String.hashCode() does.
        hash = 31 * hash + next;
      }
      end = indexOrEnd(separator, at);
      if (at > start && at < end && text.charAt(start) != '#') {
        add(hash, start, at + 1, end);
      }
    }
  }

  private int indexOrEnd(char wanted, int from) {
    int index = text.indexOf(wanted, from);
    return index < 0 ? text.length() : index;
  }

  private void add(int hash, int name, int value, int end) {
    int at = size * NUMBERS;
    if (at == numbers.length) {
      numbers = Arrays.copyOf(numbers, 2 * at);
    }
    int chain = hash & (chains.length - 1);
    numbers[at] = name;
    numbers[at + 1] = value;
    numbers[at + 2] = text.charAt(end - 1) == '\r' ? end - 1 : end;
    numbers[at + 3] = chains[chain];
    chains[chain] = size;
    size++;
  }

  int size() {
    return size;
  }

  /** The number of the field with this name, of several the last one; negative without one. */
  int find(String name) {
    int field = chains[name.hashCode() & (chains.length - 1)];
    while (field != NONE && !isNamed(field, name)) {
      field = numbers[field * NUMBERS + 3];
    }
    return field;
  }

  private boolean isNamed(int field, String name) {
    int start = nameStart(field);
    return valueStart(field) == start + name.length() + 1 && text.startsWith(name, start);
  }

  /** Whether the name of the field starts with the prefix. */
  boolean hasPrefix(int field, String prefix) {
    int start = nameStart(field);
    return valueStart(field) > start + prefix.length() && text.startsWith(prefix, start);
  }

  /** Whether the field has this value. */
  boolean hasValue(int field, String value) {
    int start = valueStart(field);
    return valueEnd(field) == start + value.length() && text.startsWith(value, start);
  }

  String name(int field) {
    return text.substring(nameStart(field), valueStart(field) - 1);
  }

  String value(int field) {
    return text.substring(valueStart(field), valueEnd(field));
  }

  private int nameStart(int field) {
    return numbers[field * NUMBERS];
  }

  private int valueStart(int field) {
    return numbers[field * NUMBERS + 1];
  }

  private int valueEnd(int field) {
    return numbers[field * NUMBERS + 2];
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
