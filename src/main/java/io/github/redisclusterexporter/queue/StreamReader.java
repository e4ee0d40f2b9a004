package io.github.redisclusterexporter.queue;

import io.github.redisclusterexporter.node.ReplyShapes;
import io.github.redisclusterexporter.queue.QueueResult.Measured;
import io.github.redisclusterexporter.queue.QueueResult.Unavailable;
import io.github.redisclusterexporter.redis.Command;
import io.github.redisclusterexporter.redis.Fault;
import io.github.redisclusterexporter.redis.Reply;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Reads a stream and its consumer groups, with commands whose cost depends neither on the number of
 * pending entries nor on the number of consumers.
 */
final class StreamReader implements TypeReader {
  static final int MAX_GROUPS = 1000;

  /** Entries come with their fields, so the number of entries to count is bounded per queue. */
  private static final int MAX_ENTRIES = 1000;

  private static final int MAX_ENTRIES_OF_A_GROUP = 100;
  private static final int MIN_ENTRIES_OF_A_GROUP = 10;

  private final QueueDefinition queue;
  private final QueueReadPlan plan;

  StreamReader(QueueDefinition queue, QueueReadPlan plan) {
    this.queue = queue;
    this.plan = plan;
  }

  @Override
  public Set<Command> commands() {
    Set<Command> commands = new LinkedHashSet<>();
    // The groups first: an entry that is added between the two commands must not make a group look
    // as if it had received everything.
    commands.add(groups());
    commands.add(stream());
    for (QueueReadPlan.GroupPlan group : plan.groups()) {
      commands.add(pending(group.name()));
      if (group.toRead() > 0) {
        commands.add(range(group.delivered(), group.toRead()));
      }
    }
    return commands;
  }

  @Override
  public Step read(QueueReplies replies) {
    if (replies.isMissing(groups()) || replies.isMissing(stream())) {
      return new Complete(new Measured(QueueValues.missing(queue)), QueueReadPlan.ofMissing());
    }
    StreamInfo stream = StreamInfo.parse(replies.get(stream()));
    List<StreamInfo.ConsumerGroup> all = StreamInfo.ConsumerGroup.parse(replies.get(groups()));
    List<StreamInfo.ConsumerGroup> wanted =
        all.stream()
            .filter(group -> queue.rules().group().map(group.name()::equals).orElse(true))
            .toList();
    List<StreamInfo.ConsumerGroup> groups = wanted.stream().limit(MAX_GROUPS).toList();
    Collected collected = new Collected(stream, replies, maxEntries(groups));
    groups.forEach(collected::add);
    if (!collected.missing.isEmpty()) {
      return new Incomplete(List.copyOf(collected.missing));
    }
    if (all.isEmpty() && queue.rules().group().isEmpty()) {
      collected.backlogs.add(
          Backlog.simple(stream.length(), stream.first().flatMap(collected::age)));
    }
    boolean noGroup = collected.backlogs.isEmpty() && queue.rules().group().isPresent();
    return new Complete(
        noGroup
            ? new Unavailable(Fault.READ_NO_GROUP)
            : new Measured(
                new QueueValues(
                    QueueType.STREAM,
                    stream.length(),
                    OptionalLong.empty(),
                    stream.added(),
                    collected.backlogs,
                    OptionalLong.of(wanted.size() - groups.size()))),
        QueueReadPlan.ofStream(collected.groupPlans));
  }

  /** Groups with the same last delivered id share one XRANGE. */
  private static int maxEntries(List<StreamInfo.ConsumerGroup> groups) {
    int positions =
        (int) groups.stream().map(StreamInfo.ConsumerGroup::delivered).distinct().count();
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

  private Command range(StreamId after, int count) {
    return QueueCommand.XRANGE.with(
        queue.key(), "(" + after, "+", "COUNT", Integer.toString(count));
  }

  /** Collects the backlogs of the groups, and the commands whose replies are missing for that. */
  private final class Collected {
    private final StreamInfo stream;
    private final QueueReplies replies;
    private final int maxEntries;
    private final List<Backlog> backlogs = new ArrayList<>();
    private final List<QueueReadPlan.GroupPlan> groupPlans = new ArrayList<>();
    private final Set<Command> missing = new LinkedHashSet<>();

    Collected(StreamInfo stream, QueueReplies replies, int maxEntries) {
      this.stream = stream;
      this.replies = replies;
      this.maxEntries = maxEntries;
    }

    void add(StreamInfo.ConsumerGroup group) {
      Optional<Reply> pending =
          group.pending() == 0 ? Optional.empty() : replyTo(pending(group.name()));
      Optional<UndeliveredEntries> waiting = waiting(group);
      if (waiting.isEmpty() || pending.map(ReplyErrors::isNoGroup).orElse(false)) {
        return;
      }
      backlogs.add(backlog(group, waiting.get(), pending.map(ReplyShapes::many).orElse(List.of())));
      groupPlans.add(
          new QueueReadPlan.GroupPlan(
              group.name(),
              group.delivered(),
              waiting.get().toReadNext(),
              waiting.get().lagIsWrong()));
    }

    private Optional<UndeliveredEntries> waiting(StreamInfo.ConsumerGroup group) {
      boolean wasWrong = plan.isLagWrong(group.name());
      Optional<UndeliveredEntries> byIds =
          UndeliveredEntries.byIds(stream, group, wasWrong, maxEntries);
      if (byIds.isPresent()) {
        return byIds;
      }
      // The first entry was delivered, so fewer than all entries are waiting.
      boolean isWrong = wasWrong || group.lag().orElse(0) >= stream.length();
      return replyTo(
              range(
                  group.delivered(), UndeliveredEntries.entriesToRead(group, isWrong, maxEntries)))
          .map(range -> UndeliveredEntries.byRange(stream, group, isWrong, maxEntries, range));
    }

    private Optional<Reply> replyTo(Command command) {
      Optional<Reply> reply = replies.find(command);
      if (reply.isEmpty()) {
        missing.add(command);
      }
      return reply;
    }

    private Backlog backlog(
        StreamInfo.ConsumerGroup group, UndeliveredEntries waiting, List<Reply> pending) {
      Optional<Reply> oldest = pending.stream().findFirst();
      return new Backlog(
          Optional.of(group.name()),
          waiting.depth(),
          waiting.exact(),
          OptionalLong.of(group.pending()),
          OptionalLong.of(group.consumers()),
          group.read(),
          waiting.oldest().flatMap(this::age),
          oldest.map(StreamInfo::id).flatMap(this::age),
          oldest.map(Collected::deliveries).orElseGet(OptionalLong::empty));
    }

    private Optional<Duration> age(StreamId id) {
      Optional<Instant> now = replies.serverTime();
      return now.flatMap(time -> EntryAge.age((double) id.milliseconds(), time));
    }

    /** The last of: id, consumer, idle milliseconds, deliveries. */
    private static OptionalLong deliveries(Reply entry) {
      List<Reply> parts = ReplyShapes.many(entry);
      return parts.size() < 4
          ? OptionalLong.empty()
          : OptionalLong.of(ReplyShapes.whole(parts.get(3)));
    }
  }
}
