package io.github.redisclusterexporter.node;

import io.github.redisclusterexporter.redis.Fault;
import io.github.redisclusterexporter.redis.Reply;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the replies of one pipeline, and keeps what failed apart from what did not. */
final class ReplyReader {
  private static final Logger logger = LoggerFactory.getLogger(ReplyReader.class);

  private final Map<Collector, Reply> replies = new EnumMap<>(Collector.class);
  private final Set<Collector> succeeded = EnumSet.noneOf(Collector.class);
  private final Map<Collector, Fault> failed = new EnumMap<>(Collector.class);

  ReplyReader(ServerProfile server, Set<Collector> wanted, List<Reply> inOrder) {
    List<Collector> asked = Collector.answerable(server, wanted);
    if (asked.size() != inOrder.size()) {
      throw new IllegalArgumentException(
          asked.size() + " replies were expected, " + inOrder.size() + " came");
    }
    for (int i = 0; i < asked.size(); i++) {
      replies.put(asked.get(i), inOrder.get(i));
    }
  }

  <T> Optional<T> read(Collector ask, Function<Reply, T> parser) {
    Reply reply = replies.get(ask);
    if (reply == null) {
      return Optional.empty();
    }
    if (reply instanceof Reply.Refused refused) {
      failed.put(ask, refused.fault());
      return Optional.empty();
    }
    if (reply instanceof Reply.Lost lost) {
      failed.put(ask, lost.fault());
      return Optional.empty();
    }
    try {
      T value = parser.apply(reply);
      succeeded.add(ask);
      return Optional.of(value);
    } catch (MalformedReplyException e) {
      logger.debug("The reply to {} cannot be read", ask, e);
      failed.put(ask, Fault.PARSE_MALFORMED);
      return Optional.empty();
    }
  }

  boolean wasAsked(Collector ask) {
    return replies.containsKey(ask);
  }

  boolean succeeded(Collector ask) {
    return succeeded.contains(ask);
  }

  Map<Collector, Fault> failed() {
    return failed;
  }
}
