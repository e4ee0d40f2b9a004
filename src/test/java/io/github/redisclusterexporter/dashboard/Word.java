package io.github.redisclusterexporter.dashboard;

import java.util.List;

/**
 * What is shown instead of a value: never a colour alone.
 *
 * @param value as the query gives it: a number, or the value of a label
 */
record Word(String value, String text, String colour) {
  static final List<Word> UP =
      List.of(new Word("0", "down", Colour.PAGE), new Word("1", "up", Colour.GOOD));
  static final List<Word> ROLES =
      List.of(
          new Word("primary", "primary", Colour.PRIMARY),
          new Word("replica", "replica", Colour.REPLICA),
          new Word("unknown", "unknown", Colour.UNKNOWN));

  /** No and yes, where yes is how it should be. */
  static List<Word> good(String yes, String no, String colourOfNo) {
    return List.of(new Word("0", no, colourOfNo), new Word("1", yes, Colour.GOOD));
  }

  /** For counts of what ought not to be there. */
  static List<Word> none() {
    return List.of(new Word("0", "none", Colour.GOOD));
  }
}
