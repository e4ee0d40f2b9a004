package io.github.redisclusterexporter.queue;

import io.github.redisclusterexporter.node.ReplyShapes;
import io.github.redisclusterexporter.queue.QueueReading.Measured;
import io.github.redisclusterexporter.queue.QueueReading.Unavailable;
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
 * A stream and its consumer groups, by commands whose cost depends on neither the number of pending
 * entries nor that of consumers.
 */
final class StreamReader implements TypeReader {
  static final int MOST_GROUPS = 1000;

  /** Entries come with all they carry, so that counting them is bounded for each queue. */
  private static final int MOST_ENTRIES = 1000;

  private static final int MOST_ENTRIES_OF_A_GROUP = 100;
  private static final int FEWEST_ENTRIES_OF_A_GROUP = 10;

  private final QueueDefinition queue;
  private final QueueReadPlan memory;

  StreamReader(QueueDefinition queue, QueueReadPlan memory) {
    this.queue = queue;
    this.memory = memory;
  }

  @Override
  public Set<Command> commands() {
    Set<Command> commands = new LinkedHashSet<>();
    // The groups first: one that has been given everything that there is a moment later has not
    // been overtaken by an entry in between.
    commands.add(groups());
    commands.add(stream());
    for (QueueReadPlan.GroupPlan group : memory.groups()) {
      commands.add(pending(group.name()));
      if (group.ahead() > 0) {
        commands.add(range(group.delivered(), group.ahead()));
      }
    }
    return commands;
  }

  @Override
  public Result read(QueueReplies answers) {
    if (answers.isMissing(groups()) || answers.isMissing(stream())) {
      return new Result.Complete(
          new Measured(QueueValues.missing(queue)), QueueReadPlan.ofMissing());
    }
    StreamInfo stream = StreamInfo.parse(answers.get(stream()));
    List<StreamInfo.ConsumerGroup> all = StreamInfo.ConsumerGroup.parse(answers.get(groups()));
    List<StreamInfo.ConsumerGroup> wanted =
        all.stream()
            .filter(group -> queue.rules().group().map(group.name()::equals).orElse(true))
            .toList();
    List<StreamInfo.ConsumerGroup> groups = wanted.stream().limit(MOST_GROUPS).toList();
    Collected collected = new Collected(stream, answers, most(groups));
    groups.forEach(collected::add);
    if (!collected.lacking.isEmpty()) {
      return new Result.Lacking(List.copyOf(collected.lacking));
    }
    if (all.isEmpty() && queue.rules().group().isEmpty()) {
      collected.backlogs.add(
          Backlog.simple(stream.length(), stream.first().flatMap(collected::age)));
    }
    boolean noGroup = collected.backlogs.isEmpty() && queue.rules().group().isPresent();
    return new Result.Complete(
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
        QueueReadPlan.ofStream(collected.memories));
  }

  /** Groups at one place share one answer. */
  private static int most(List<StreamInfo.ConsumerGroup> groups) {
    int places = (int) groups.stream().map(StreamInfo.ConsumerGroup::delivered).distinct().count();
    return Math.max(
        FEWEST_ENTRIES_OF_A_GROUP,
        Math.min(MOST_ENTRIES_OF_A_GROUP, MOST_ENTRIES / Math.max(1, places)));
  }

  private Command groups() {
    return QueueCommand.XINFO_GROUPS.with(queue.key());
  }

  private Command stream() {
    return QueueCommand.XINFO_STREAM.with(queue.key());
  }

  /** The entry with the lowest id; how many there are XINFO GROUPS tells. */
  private Command pending(String group) {
    return QueueCommand.XPENDING.with(queue.key(), group, "-", "+", "1");
  }

  private Command range(StreamId after, int count) {
    return QueueCommand.XRANGE.with(
        queue.key(), "(" + after, "+", "COUNT", Integer.toString(count));
  }

  /** What is gathered of the groups, and what would be needed for it. */
  private final class Collected {
    private final StreamInfo stream;
    private final QueueReplies answers;
    private final int most;
    private final List<Backlog> backlogs = new ArrayList<>();
    private final List<QueueReadPlan.GroupPlan> memories = new ArrayList<>();
    private final Set<Command> lacking = new LinkedHashSet<>();

    Collected(StreamInfo stream, QueueReplies answers, int most) {
      this.stream = stream;
      this.answers = answers;
      this.most = most;
    }

    void add(StreamInfo.ConsumerGroup group) {
      Optional<Reply> pending =
          group.pending() == 0 ? Optional.empty() : ask(pending(group.name()));
      Optional<UndeliveredEntries> waiting = waiting(group);
      if (waiting.isEmpty() || pending.map(ReplyErrors::isNoGroup).orElse(false)) {
        return;
      }
      backlogs.add(backlog(group, waiting.get(), pending.map(ReplyShapes::many).orElse(List.of())));
      memories.add(
          new QueueReadPlan.GroupPlan(
              group.name(), group.delivered(), waiting.get().ahead(), waiting.get().doubted()));
    }

    private Optional<UndeliveredEntries> waiting(StreamInfo.ConsumerGroup group) {
      boolean doubted = memory.doubts(group.name());
      Optional<UndeliveredEntries> byIds = UndeliveredEntries.byIds(stream, group, doubted, most);
      if (byIds.isPresent()) {
        return byIds;
      }
      // The first entry was delivered, so that fewer than all are waiting.
      boolean nowDoubted = doubted || group.lag().orElse(0) >= stream.length();
      return ask(range(group.delivered(), UndeliveredEntries.most(group, nowDoubted, most)))
          .map(range -> UndeliveredEntries.byRange(stream, group, nowDoubted, most, range));
    }

    private Optional<Reply> ask(Command command) {
      Optional<Reply> reply = answers.find(command);
      if (reply.isEmpty()) {
        lacking.add(command);
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
      Optional<Instant> now = answers.serverTime();
      return now.flatMap(time -> EntryAge.age((double) id.milliseconds(), time));
    }

    /** Of id, consumer, idle milliseconds and deliveries. */
    private static OptionalLong deliveries(Reply entry) {
      List<Reply> parts = ReplyShapes.many(entry);
      return parts.size() < 4
          ? OptionalLong.empty()
          : OptionalLong.of(ReplyShapes.whole(parts.get(3)));
    }
  }
}
