package io.github.redisclusterexporter.node;

/**
 * The kinds of numbers that servers report, and the values that are possible. A negative number, a
 * number that only an overflow explains, or a fraction of something that cannot be divided is not a
 * measurement, and looks like one on a dashboard.
 */
public enum NumberKind {
  COUNT("events, keys, bytes, offsets, epochs", "a whole number from 0 to 2^63 - 1", 0x1p63, true),
  CONNECTIONS(
      "clients, replicas, links of the cluster bus",
      "a whole number from 0 to 2^31 - 1",
      0x1p31,
      true),
  SLOTS("slots of a cluster", "a whole number from 0 to 16384", SlotRanges.SLOTS + 1.0, true),
  PORT("ports", "a whole number from 0 to 65535", 65_536, true),
  FLAG("yes or no", "0 or 1", 2, true),
  AMOUNT("durations in seconds, ratios", "a number from 0 to 2^63 - 1", 0x1p63, false);

  private final String fields;
  private final String possible;
  private final double limit;
  private final boolean whole;

  NumberKind(String fields, String possible, double limit, boolean whole) {
    this.fields = fields;
    this.possible = possible;
    this.limit = limit;
    this.whole = whole;
  }

  /** What has numbers of this kind, for the documentation. */
  public String fields() {
    return fields;
  }

  /** The values that are possible, for the documentation and for errors. */
  public String possible() {
    return possible;
  }

  /**
   * The same number.
   *
   * @param what names the number in the error
   * @throws MalformedReplyException when a number of this kind cannot have that value
   */
  public double check(String what, double number) {
    if (allows(number)) {
      return number;
    }
    throw new MalformedReplyException(what + " is " + number + ", not " + possible);
  }

  boolean allows(double number) {
    return number >= 0 && number < limit && (!whole || number == (long) number);
  }
}
