package io.github.redisclusterexporter.queue;

import io.github.redisclusterexporter.key.KeyResult;
import io.github.redisclusterexporter.key.KeyResult.Measured;
import io.github.redisclusterexporter.key.KeyResult.Unavailable;
import io.github.redisclusterexporter.node.ReplyShapes;
import io.github.redisclusterexporter.queue.QueueReadPlan.GroupPlan;
import io.github.redisclusterexporter.queue.StreamInfo.ConsumerGroup;
import io.github.redisclusterexporter.queue.UndeliveredEntries.Trust;
import io.github.redisclusterexporter.redis.Command;
import io.github.redisclusterexporter.redis.Fault;
import io.github.redisclusterexporter.redis.Reply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * Reads a stream and its consumer groups, with commands whose cost does not depend on the number of
 * pending entries, and depends on the number of consumers only if single consumers are read.
 */
record StreamReader(QueueDefinition queue, QueueReadPlan plan) implements QueueRead.TypeReader {
  private static final int MAX_GROUPS = 1000;

  /** Entries come with their fields, so the number of entries to count is bounded per queue. */
  private static final int MAX_ENTRIES = 1000;

  private static final int MAX_ENTRIES_OF_A_GROUP = 100;
  private static final int MIN_ENTRIES_OF_A_GROUP = 10;

  @Override
  public List<Command> commands() {
    // The groups first: an entry that is added between the two commands must not make a group look
    // as if it had received everything.
    List<Command> commands = new ArrayList<>(List.of(groups(), stream()));
    for (GroupPlan group : plan.groups()) {
      commands.add(pending(group.name()));
      if (queue.rules().consumers() && group.hasFewConsumers()) {
        commands.add(consumers(group.name()));
      }
      if (group.toRead() > 0) {
        commands.add(range(group.delivered(), group.toRead()));
      }
    }
    return commands.stream().distinct().toList();
  }

  @Override
  public QueueRead.Outcome read(QueueReplies replies) {
    Reply groupsReply = replies.get(groups());
    Reply streamReply = replies.get(stream());
    if (KeyResult.isNoSuchKey(groupsReply) || KeyResult.isNoSuchKey(streamReply)) {
      return new QueueRead.Outcome(
          new Measured<>(QueueValues.missing(queue)), QueueReadPlan.MISSING);
    }
    StreamInfo stream = StreamInfo.parse(streamReply);
    List<ConsumerGroup> all = ConsumerGroup.parse(groupsReply);
    Optional<String> only = queue.rules().group();
    List<ConsumerGroup> wanted =
        all.stream().filter(group -> only.map(group.name()::equals).orElse(true)).toList();
    List<ConsumerGroup> groups = wanted.stream().limit(MAX_GROUPS).toList();
    int maxEntries = maxEntries(groups);
    List<Backlog> backlogs = new ArrayList<>();
    List<GroupPlan> groupPlans = new ArrayList<>();
    for (ConsumerGroup group : groups) {
      Optional<Reply> pending =
          group.pending() == 0 ? Optional.empty() : replies.find(pending(group.name()));
      Optional<Reply> consumers =
          queue.rules().consumers() && group.hasFewConsumers()
              ? replies.find(consumers(group.name()))
              : Optional.empty();
      Optional<UndeliveredEntries> waiting = waiting(stream, group, maxEntries, replies);
      boolean isDestroyed =
          Stream.of(pending, consumers)
              .anyMatch(reply -> reply.filter(KeyResult::isNoGroup).isPresent());
      if (waiting.isPresent() && !isDestroyed) {
        EntriesRead read = plan.entriesRead(group, stream.added(), waiting.get().position(stream));
        backlogs.add(backlog(group, waiting.get(), read, pending, consumers, replies));
        groupPlans.add(waiting.get().plan(group, read));
      }
    }
    if (all.isEmpty() && only.isEmpty()) {
      backlogs.add(Backlog.simple(stream.length(), age(stream.first(), replies)));
    }
    OptionalLong groupsOver = OptionalLong.of(wanted.size() - groups.size());
    return new QueueRead.Outcome(
        backlogs.isEmpty() && only.isPresent()
            ? new Unavailable<>(Fault.READ_NO_GROUP)
            : new Measured<>(
                new QueueValues(
                    QueueType.STREAM,
                    stream.length(),
                    OptionalLong.empty(),
                    stream.added(),
                    backlogs,
                    groupsOver)),
        QueueReadPlan.of(QueueType.STREAM, groupPlans));
  }

  /** Groups with the same last delivered id share one XRANGE. */
  private static int maxEntries(List<ConsumerGroup> groups) {
    int positions = (int) groups.stream().map(ConsumerGroup::delivered).distinct().count();
    return Math.max(
        MIN_ENTRIES_OF_A_GROUP,
        Math.min(MAX_ENTRIES_OF_A_GROUP, MAX_ENTRIES / Math.max(1, positions)));
  }

  private Command groups() {
    return QueueCommand.XINFO_GROUPS.with(queue.key());
  }

  private Command stream() {
    return QueueCommand.XINFO_STREAM.with(queue.key());
  }

  /** The pending entry with the lowest id; XINFO GROUPS has their number. */
  private Command pending(String group) {
    return QueueCommand.XPENDING.with(queue.key(), group, "-", "+", "1");
  }

  private Command consumers(String group) {
    return QueueCommand.XINFO_CONSUMERS.with(queue.key(), group);
  }

  private Command range(StreamId after, int count) {
    return QueueCommand.XRANGE.with(
        queue.key(), "(" + after, "+", "COUNT", Integer.toString(count));
  }

  /** Empty when the reply to a command is missing. */
  private Optional<UndeliveredEntries> waiting(
      StreamInfo stream, ConsumerGroup group, int maxEntries, QueueReplies replies) {
    Trust lag = plan.lagOf(group);
    return UndeliveredEntries.byIds(stream, group, lag, maxEntries)
        .or(
            () ->
                UndeliveredEntries.byRange(
                    stream,
                    group,
                    lag,
                    maxEntries,
                    count -> replies.find(range(group.delivered(), count))));
  }

  private static Backlog backlog(
      ConsumerGroup group,
      UndeliveredEntries waiting,
      EntriesRead read,
      Optional<Reply> pending,
      Optional<Reply> consumers,
      QueueReplies replies) {
    Optional<Reply> oldest = pending.flatMap(reply -> ReplyShapes.many(reply).stream().findFirst());
    return new Backlog(
        Optional.of(group.name()),
        waiting.depth(),
        waiting.exact(),
        OptionalLong.of(group.pending()),
        OptionalLong.of(group.consumers()),
        read.value(),
        age(waiting.oldest(), replies),
        age(oldest.map(StreamInfo::id), replies),
        oldest.map(StreamReader::deliveries).orElseGet(OptionalLong::empty),
        consumers.map(GroupConsumer::parse).orElse(List.of()));
  }

  private static Optional<Duration> age(Optional<StreamId> id, QueueReplies replies) {
    return id.flatMap(
        entry ->
            replies.serverTime().flatMap(now -> EntryAge.age((double) entry.milliseconds(), now)));
  }

  /** The last of: id, consumer, idle milliseconds, deliveries. */
  private static OptionalLong deliveries(Reply entry) {
    List<Reply> parts = ReplyShapes.many(entry);
    return parts.size() < 4
        ? OptionalLong.empty()
        : OptionalLong.of(ReplyShapes.count(parts.get(3)));
  }
}
