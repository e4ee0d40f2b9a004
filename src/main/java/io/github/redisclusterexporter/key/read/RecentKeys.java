package io.github.redisclusterexporter.key.read;

import java.util.Arrays;

/**
 * Recognises the keys that SCAN returns twice. It does so only when the table of keys shrinks
 * between two steps, and then it repeats keys that it returned shortly before. So this remembers
 * the last keys, and only their hash codes of 64 bits.
 */
final class RecentKeys {
  /** A key is remembered until this many others were added after it, and at most twice as long. */
  private final int window;

  private Table current = new Table();
  private Table before = new Table();

  RecentKeys(int window) {
    this.window = window;
  }

  /** Whether the key is not one of those that are remembered. */
  boolean add(String key) {
    long hash = hash(key);
    if (before.contains(hash) || !current.add(hash)) {
      return false;
    }
    if (current.size == window) {
      before = current;
      current = new Table();
    }
    return true;
  }

  /** FNV-1a over the characters, and the last step of MurmurHash3; 0 marks an empty place. */
  private static long hash(String key) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < key.length(); i++) {
      hash = (hash ^ key.charAt(i)) * 0x100000001b3L;
    }
    hash = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
    hash = (hash ^ (hash >>> 33)) * 0xc4ceb9fe1a85ec53L;
    hash ^= hash >>> 33;
    return hash == 0 ? 1 : hash;
  }

  /** A set of numbers with open addressing. */
  private static final class Table {
    private long[] places = new long[1024];
    private int size;

    boolean contains(long hash) {
      return places[place(places, hash)] == hash;
    }

    boolean add(long hash) {
      int place = place(places, hash);
      if (places[place] == hash) {
        return false;
      }
      places[place] = hash;
      size++;
      if (size > places.length / 2) {
        grow();
      }
      return true;
    }

    private void grow() {
      long[] larger = new long[2 * places.length];
      Arrays.stream(places)
          .filter(hash -> hash != 0)
          .forEach(hash -> larger[place(larger, hash)] = hash);
      places = larger;
    }

    /** Where the number is, or the empty place for it. */
    private static int place(long[] places, long hash) {
      int mask = places.length - 1;
      int place = (int) hash & mask;
      while (places[place] != 0 && places[place] != hash) {
        place = (place + 1) & mask;
      }
      return place;
    }
  }
}
