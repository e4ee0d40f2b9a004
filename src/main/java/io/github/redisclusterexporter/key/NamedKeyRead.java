package io.github.redisclusterexporter.key;

import io.github.redisclusterexporter.key.KeyResult.Measured;
import io.github.redisclusterexporter.key.KeyResult.Unavailable;
import io.github.redisclusterexporter.node.MalformedReplyException;
import io.github.redisclusterexporter.node.ReplyShapes;
import io.github.redisclusterexporter.redis.Command;
import io.github.redisclusterexporter.redis.Fault;
import io.github.redisclusterexporter.redis.Reply;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Reads a named key. It takes one round trip when the type is that of the read before, else two;
 * three when the type changes during the read.
 */
public final class NamedKeyRead extends KeyRead<NamedKeyValues> {
  private static final int MAX_ROUND_TRIPS = 3;
  private static final long WITHOUT_TIME_TO_LIVE = -1;
  private static final long WITHOUT_KEY = -2;

  private final String key;
  private Optional<String> type = Optional.empty();
  private int roundTrips;

  /**
   * A read at one server.
   *
   * @param type as TYPE replied in the last read, at any node; empty before the first
   * @param asking whether the slot is being migrated to the server (after -ASK)
   * @param isClusterNode whether the server belongs to a cluster
   */
  public NamedKeyRead(NamedKey key, Optional<String> type, boolean asking, boolean isClusterNode) {
    super(key.name(), asking, key.database().on(isClusterNode));
    this.key = key.key();
    ask(type);
  }

  /** What the key is, for the next read. */
  public Optional<String> type() {
    return type;
  }

  private void ask(Optional<String> expected) {
    if (roundTrips == MAX_ROUND_TRIPS) {
      complete(new Unavailable<>(Fault.READ_WRONG_TYPE));
      return;
    }
    roundTrips++;
    type = expected;
    List<Command> commands = new ArrayList<>();
    commands.add(KeyCommand.TYPE.with(key));
    commands.add(KeyCommand.MEMORY_USAGE.with(key));
    commands.add(KeyCommand.PTTL.with(key));
    // The size of another type is an error, which the server counts.
    expected.flatMap(KeyType::of).ifPresent(known -> commands.add(known.size().with(key)));
    ask(commands);
  }

  @Override
  protected void read(List<Command> sent, List<Reply> replies, Optional<Instant> serverTime) {
    String now = ReplyShapes.text(replies.get(0));
    if (now.equals(NamedKeyValues.NO_KEY)) {
      type = Optional.of(now);
      complete(new Measured<>(NamedKeyValues.MISSING));
      return;
    }
    boolean hasSize = KeyType.of(now).isPresent();
    if (hasSize && !type.equals(Optional.of(now))) {
      ask(Optional.of(now));
      return;
    }
    type = Optional.of(now);
    OptionalLong size =
        hasSize ? OptionalLong.of(ReplyShapes.count(replies.get(3))) : OptionalLong.empty();
    complete(
        new Measured<>(
            new NamedKeyValues(now, size, memory(replies.get(1)), timeToLive(replies.get(2)))));
  }

  private static OptionalLong memory(Reply reply) {
    return reply instanceof Reply.Nil
        ? OptionalLong.empty()
        : OptionalLong.of(ReplyShapes.count(reply));
  }

  private static OptionalLong timeToLive(Reply reply) {
    long millis = ReplyShapes.whole(reply);
    if (millis < WITHOUT_KEY) {
      throw new MalformedReplyException("a time to live is negative");
    }
    return millis == WITHOUT_TIME_TO_LIVE || millis == WITHOUT_KEY
        ? OptionalLong.empty()
        : OptionalLong.of(millis);
  }

  @Override
  protected void failed(KeyResult<NamedKeyValues> failure) {
    boolean isOtherType = failure.equals(new Unavailable<NamedKeyValues>(Fault.READ_WRONG_TYPE));
    if (isOtherType && type.isPresent()) {
      ask(Optional.empty());
    } else {
      complete(failure);
    }
  }
}
