package io.github.redisclusterexporter.queue;

import java.util.OptionalLong;

/**
 * How many entries a consumer group has read.
 *
 * <p>The server counts them. Before 7.4, a primary does not send this number to its replicas, so
 * that it is too small, or unknown, after a failover. Its position in the stream a group keeps. The
 * difference between the two is the number of entries that were removed before the group read them,
 * and does not change in a failover. Therefore the right number is known again as soon as the
 * position is.
 *
 * @param reported the number of the server
 * @param correction what has to be added to it; empty while that is not known
 * @param removedUnread entries that were removed before the group read them; empty when unknown
 * @param value entries read; empty when unknown
 */
record EntriesRead(
    OptionalLong reported,
    OptionalLong correction,
    OptionalLong removedUnread,
    OptionalLong value) {

  /** Of a group that was not read before. */
  static EntriesRead first(OptionalLong reported, OptionalLong position) {
    return of(reported, position, OptionalLong.of(0), OptionalLong.empty());
  }

  /**
   * Of the same group in the next read.
   *
   * @param position the number of entries up to the last delivered one; empty when unknown
   */
  EntriesRead next(OptionalLong nextReported, OptionalLong position) {
    boolean hasFallen = nextReported.orElse(-1) < reported.orElse(-1);
    return of(nextReported, position, hasFallen ? OptionalLong.empty() : correction, removedUnread);
  }

  private static EntriesRead of(
      OptionalLong reported,
      OptionalLong position,
      OptionalLong correction,
      OptionalLong removedUnread) {
    if (reported.isPresent() && correction.isPresent()) {
      long read = reported.getAsLong() + correction.getAsLong();
      return new EntriesRead(
          reported,
          correction,
          position.isPresent() ? OptionalLong.of(position.getAsLong() - read) : removedUnread,
          OptionalLong.of(read));
    }
    if (position.isPresent() && removedUnread.isPresent()) {
      long read = position.getAsLong() - removedUnread.getAsLong();
      return new EntriesRead(
          reported,
          reported.isPresent()
              ? OptionalLong.of(read - reported.getAsLong())
              : OptionalLong.empty(),
          removedUnread,
          OptionalLong.of(read));
    }
    return new EntriesRead(reported, correction, removedUnread, OptionalLong.empty());
  }
}
