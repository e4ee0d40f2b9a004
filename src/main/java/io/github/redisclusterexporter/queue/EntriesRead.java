package io.github.redisclusterexporter.queue;

import java.util.OptionalLong;

/**
 * How many entries a consumer group has read.
 *
 * <p>The server counts them. Before 7.4, a primary does not send this number to its replicas, so
 * that it is too small, or unknown, after a failover. The group keeps its position in the stream.
 * The difference between the two is the number of entries that were removed before the group read
 * them, and does not change in a failover. Therefore the right number is known again as soon as the
 * position is.
 *
 * @param reported the number of the server
 * @param added the number of entries that were added to the stream
 * @param correction what has to be added to the reported number; empty while that is not known
 * @param removedUnread entries that were removed before the group read them; empty when unknown
 * @param value entries read; empty when unknown
 */
record EntriesRead(
    OptionalLong reported,
    OptionalLong added,
    OptionalLong correction,
    OptionalLong removedUnread,
    OptionalLong value) {

  /** Of a group that was not read before. */
  static EntriesRead first(OptionalLong reported, OptionalLong added, OptionalLong position) {
    OptionalLong unknown = OptionalLong.empty();
    return new EntriesRead(reported, added, OptionalLong.of(0), unknown, unknown)
        .reported(reported, added, position);
  }

  /**
   * Of the same group in the next read.
   *
   * @param position the number of entries up to the last delivered one; empty when unknown
   */
  EntriesRead next(OptionalLong nextReported, OptionalLong nextAdded, OptionalLong position) {
    boolean hasFallen = nextReported.orElse(-1) < reported.orElse(-1);
    return hasFallen || isTooLarge(nextReported, nextAdded, position)
        ? continued(nextReported, nextAdded, position)
        : reported(nextReported, nextAdded, position);
  }

  /** After a failback, the server may have its old number again, which needs less correction. */
  private boolean isTooLarge(
      OptionalLong nextReported, OptionalLong nextAdded, OptionalLong position) {
    if (nextReported.isEmpty() || reported.isEmpty() || correction.orElse(0) == 0) {
      return false;
    }
    long read = nextReported.getAsLong() + correction.orElse(0);
    return position.isPresent()
        ? position.getAsLong() - read < removedUnread.orElse(0)
        : nextReported.getAsLong() - reported.getAsLong() > nextAdded.orElse(0) - added.orElse(0);
  }

  /** From the number of the server, if the correction is known. */
  private EntriesRead reported(
      OptionalLong nextReported, OptionalLong nextAdded, OptionalLong position) {
    if (nextReported.isEmpty() || correction.isEmpty()) {
      return continued(nextReported, nextAdded, position);
    }
    long read = nextReported.getAsLong() + correction.getAsLong();
    return new EntriesRead(
        nextReported,
        nextAdded,
        correction,
        position.isPresent() ? OptionalLong.of(position.getAsLong() - read) : removedUnread,
        OptionalLong.of(read));
  }

  /** From the position, with a new correction. */
  private EntriesRead continued(
      OptionalLong nextReported, OptionalLong nextAdded, OptionalLong position) {
    if (position.isEmpty() || removedUnread.isEmpty()) {
      // A server that has not reported a number yet has lost none.
      OptionalLong kept = value.isEmpty() && reported.isEmpty() ? correction : OptionalLong.empty();
      return new EntriesRead(nextReported, nextAdded, kept, removedUnread, OptionalLong.empty());
    }
    long end = position.getAsLong();
    // Entries that are read and removed during the read of the queue look as if they were unread.
    long read =
        Math.max(end - Math.max(0, removedUnread.getAsLong()), Math.min(end, value.orElse(0)));
    return new EntriesRead(
        nextReported,
        nextAdded,
        nextReported.isPresent()
            ? OptionalLong.of(read - nextReported.getAsLong())
            : OptionalLong.empty(),
        OptionalLong.of(end - read),
        OptionalLong.of(read));
  }
}
