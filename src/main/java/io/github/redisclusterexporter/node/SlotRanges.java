package io.github.redisclusterexporter.node;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.OptionalInt;

/**
 * A set of slots as the ranges that a server writes.
 *
 * @param ranges without overlap, ascending
 */
public record SlotRanges(List<Range> ranges) {
  public static final int SLOTS = 16384;
  public static final SlotRanges NONE = new SlotRanges(List.of());

  /** Both ends included. */
  public record Range(int first, int last) {
    public Range {
      if (first < 0 || last < first || last >= SLOTS) {
        throw new MalformedReplyException("no slots are " + first + "-" + last);
      }
    }
  }

  public SlotRanges {
    ranges = List.copyOf(ranges);
  }

  /** The slots of a set. */
  public static SlotRanges of(BitSet slots) {
    List<Range> ranges = new ArrayList<>();
    int first = slots.nextSetBit(0);
    while (first >= 0) {
      int next = slots.nextClearBit(first);
      ranges.add(new Range(first, next - 1));
      first = slots.nextSetBit(next);
    }
    return new SlotRanges(ranges);
  }

  /** Reads {@code 7} or {@code 0-5460} each. */
  static SlotRanges parse(List<String> words) {
    if (words.isEmpty()) {
      return NONE;
    }
    List<Range> ranges = new ArrayList<>(words.size());
    for (String word : words) {
      int dash = word.indexOf('-');
      int first = slot(dash < 0 ? word : word.substring(0, dash));
      ranges.add(new Range(first, dash < 0 ? first : slot(word.substring(dash + 1))));
      int count = ranges.size();
      if (count > 1 && ranges.get(count - 1).first() <= ranges.get(count - 2).last()) {
        // Slots that occur twice would be counted twice.
        throw new MalformedReplyException("the slots " + word + " come twice or out of order");
      }
    }
    return new SlotRanges(ranges);
  }

  /** Reads the number of a slot. */
  static int slot(String text) {
    try {
      int slot = Integer.parseInt(text);
      return new Range(slot, slot).first();
    } catch (NumberFormatException e) {
      throw new MalformedReplyException("'" + text + "' is no slot", e);
    }
  }

  public int size() {
    int size = 0;
    for (Range range : ranges) {
      size += range.last() - range.first() + 1;
    }
    return size;
  }

  public boolean contains(int slot) {
    for (Range range : ranges) {
      if (range.first() <= slot && slot <= range.last()) {
        return true;
      }
    }
    return false;
  }

  public boolean isEmpty() {
    return ranges.isEmpty();
  }

  public OptionalInt lowest() {
    return ranges.isEmpty() ? OptionalInt.empty() : OptionalInt.of(ranges.get(0).first());
  }

  public boolean intersects(BitSet slots) {
    for (Range range : ranges) {
      int next = slots.nextSetBit(range.first());
      if (next >= 0 && next <= range.last()) {
        return true;
      }
    }
    return false;
  }

  public void addTo(BitSet slots) {
    for (Range range : ranges) {
      slots.set(range.first(), range.last() + 1);
    }
  }
}
