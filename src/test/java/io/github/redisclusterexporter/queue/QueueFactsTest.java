package io.github.redisclusterexporter.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.queue.QueueRules.Purpose;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Which entries somebody has to take. */
class QueueFactsTest {
  private static final QueueRules STREAM = QueueRules.of(0, QueueType.STREAM);
  private static final Backlog NEVER_READ = group(0, OptionalLong.empty());

  private static Backlog group(long consumers, OptionalLong read) {
    return group(0, consumers, read);
  }

  private static Backlog group(long pending, long consumers, OptionalLong read) {
    return new Backlog(
        Optional.of("g"),
        5,
        true,
        OptionalLong.of(pending),
        OptionalLong.of(consumers),
        read,
        Optional.empty(),
        Optional.empty(),
        OptionalLong.empty(),
        List.of());
  }

  private static boolean isWatched(QueueRules rules, QueueType type, Backlog backlog) {
    QueueValues values =
        new QueueValues(
            type,
            5,
            OptionalLong.empty(),
            OptionalLong.empty(),
            List.of(backlog),
            OptionalLong.empty());
    return QueueFacts.measured(new QueueDefinition("q", "q", rules), "h:1", values)
        .isWatched(backlog);
  }

  private static boolean isWatched(QueueRules rules, Backlog backlog) {
    return isWatched(rules, QueueType.STREAM, backlog);
  }

  @Test
  void aGroupHasToTakeThemIfItIsConfiguredOrInUse() {
    assertThat(isWatched(STREAM, NEVER_READ)).isFalse();
    assertThat(isWatched(STREAM, group(0, OptionalLong.of(0)))).isFalse();
    assertThat(isWatched(STREAM, group(1, OptionalLong.empty()))).isTrue();
    assertThat(isWatched(STREAM, group(0, OptionalLong.of(1)))).isTrue();
    assertThat(isWatched(STREAM, group(3, 0, OptionalLong.empty()))).isTrue();
    assertThat(isWatched(STREAM.withGroup(Optional.of("g")), NEVER_READ)).isTrue();
  }

  @Test
  void nobodyHasToTakeThemFromAStreamWithoutGroups() {
    Backlog all = Backlog.simple(5, Optional.empty());
    assertThat(isWatched(STREAM, all)).isFalse();
    assertThat(isWatched(QueueRules.of(0, QueueType.AUTO), QueueType.STREAM, all)).isFalse();
    assertThat(isWatched(QueueRules.of(0, QueueType.AUTO), QueueType.LIST, all)).isTrue();
  }

  @Test
  void nobodyHasToTakeWhatIsNotWatchedOrNoWork() {
    QueueRules rules = STREAM.withGroup(Optional.of("g"));
    assertThat(isWatched(rules.unwatched(), group(1, OptionalLong.of(1)))).isFalse();
    assertThat(isWatched(rules.withPurpose(Purpose.LOG), NEVER_READ)).isFalse();
    assertThat(isWatched(rules.withPurpose(Purpose.DEAD_LETTER), NEVER_READ)).isFalse();
    assertThat(isWatched(rules.withPurpose(Purpose.WORK), NEVER_READ)).isTrue();
  }
}
