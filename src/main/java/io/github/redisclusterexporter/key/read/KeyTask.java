package io.github.redisclusterexporter.key.read;

import io.github.redisclusterexporter.key.KeyRead;
import io.github.redisclusterexporter.key.KeyResult;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A key that a scrape reads, and the last result. Guarded by the lock of its {@link KeyScrape}.
 *
 * @param <V> the values of the key
 */
final class KeyTask<V> {
  private final int slot;
  private final Reader<V> reader;
  private @Nullable NodeResult<V> last;

  /** Starts reads of one key. */
  interface Reader<V> {
    /**
     * A read at one server.
     *
     * @param asking whether the slot is being migrated to the server (after -ASK)
     * @param isClusterNode whether the server has a node id
     */
    Started<V> start(boolean asking, boolean isClusterNode);
  }

  /**
   * A read that was started.
   *
   * @param remember keeps for the next read what this one has found, once it has a result
   */
  record Started<V>(KeyRead<V> read, Runnable remember) {}

  /**
   * A result, and where it comes from.
   *
   * @param node id, or name of a node without an id
   * @param asking whether another node had sent the reader there
   */
  record NodeResult<V>(KeyResult<V> result, String node, boolean asking) {}

  KeyTask(int slot, Reader<V> reader) {
    this.slot = slot;
    this.reader = reader;
  }

  int slot() {
    return slot;
  }

  Started<V> start(boolean asking, boolean isClusterNode) {
    return reader.start(asking, isClusterNode);
  }

  void complete(NodeResult<V> result) {
    last = result;
  }

  /** Empty when no node has replied. */
  Optional<NodeResult<V>> last() {
    return Optional.ofNullable(last);
  }
}
