package io.github.redisclusterexporter.key;

import io.github.redisclusterexporter.key.KeyResult.Unavailable;
import io.github.redisclusterexporter.node.MalformedReplyException;
import io.github.redisclusterexporter.redis.Command;
import io.github.redisclusterexporter.redis.Fault;
import io.github.redisclusterexporter.redis.Reply;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One read of one key at one server. The caller sends {@link #commands} and passes the replies to
 * {@link #accept} until the read is done. Used by one thread at a time.
 *
 * @param <V> the values that are read
 */
public abstract class KeyRead<V> {
  private static final Logger logger = LoggerFactory.getLogger(KeyRead.class);
  private static final Command ASKING = KeyCommand.ASKING.with();

  private final String name;
  private final boolean asking;
  private final int database;

  /** To send next, without ASKING and SELECT; empty once the read is done. */
  private List<Command> next = List.of();

  private @Nullable KeyResult<V> result;

  /**
   * A read at one server.
   *
   * @param name for the log
   * @param asking whether the slot is being migrated to the server (after -ASK)
   * @param database where the key is
   */
  protected KeyRead(String name, boolean asking, int database) {
    this.name = name;
    this.asking = asking;
    this.database = database;
  }

  /** Empty until the read is done. */
  public final Optional<KeyResult<V>> result() {
    return Optional.ofNullable(result);
  }

  /** What to send next, in one pipeline; empty once the read is done. */
  public final List<Command> commands() {
    List<Command> commands =
        asking ? next.stream().flatMap(command -> Stream.of(ASKING, command)).toList() : next;
    return KeyCommand.inDatabase(database, commands);
  }

  /**
   * Takes the replies.
   *
   * @param received one for each of {@link #commands}, in their order
   * @param serverTime by the clock of the server; empty when it is not known
   */
  public final void accept(List<Reply> received, Optional<Instant> serverTime) {
    if (next.isEmpty()) {
      return;
    }
    if (database != 0 && received.get(0) instanceof Reply.Failed notSelected) {
      // The other replies are from another database.
      complete(new Unavailable<>(notSelected.fault()));
      return;
    }
    int first = database == 0 ? 0 : 1;
    List<Reply> replies =
        IntStream.range(0, next.size())
            .mapToObj(i -> received.get(first + (asking ? 2 * i + 1 : i)))
            .toList();
    Optional<KeyResult<V>> failure = KeyResult.failure(replies);
    if (failure.isPresent()) {
      failed(failure.get());
      return;
    }
    try {
      read(next, replies, serverTime);
    } catch (MalformedReplyException e) {
      logger.debug("A reply about the key {} is malformed", name, e);
      complete(new Unavailable<>(Fault.PARSE_MALFORMED));
    }
  }

  /** Sends these commands next. */
  protected final void ask(List<Command> commands) {
    next = commands;
  }

  /** The read is done. */
  protected final void complete(KeyResult<V> outcome) {
    result = outcome;
    next = List.of();
  }

  /**
   * Reads the replies, none of which is a failure. Then the read is {@link #complete}, or there is
   * more to {@link #ask}.
   *
   * @param sent the commands of the replies, in their order
   */
  protected abstract void read(
      List<Command> sent, List<Reply> replies, Optional<Instant> serverTime);

  /** The replies are of no use. Then the read is {@link #complete}, or there is more to ask. */
  protected void failed(KeyResult<V> failure) {
    complete(failure);
  }
}
