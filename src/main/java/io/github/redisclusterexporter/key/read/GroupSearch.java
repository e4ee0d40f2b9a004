package io.github.redisclusterexporter.key.read;

import io.github.redisclusterexporter.key.KeyGroup;
import io.github.redisclusterexporter.key.KeyGroupFacts;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * Counts the keys of a group, and estimates their memory. On each primary, every key has the same
 * chance to be in the sample; the mean of the sample stands for all keys of that primary.
 */
final class GroupSearch implements KeySearch {
  /** Keys of one primary whose memory is asked for in a pass. */
  static final int SAMPLE = 1000;

  /** Commands in one pipeline, which together take less than a millisecond of a server. */
  static final int SAMPLE_BATCH = 100;

  /** At most 16 MB for both halves of what is remembered. */
  private static final int WINDOW = 500_000;

  private final KeyGroup group;
  private final Clock clock;
  private final RandomGenerator random;
  private final Consumer<Outcome> outcomes;

  private long keys;
  private double memory;
  private boolean isMemoryKnown;

  private RecentKeys recent = new RecentKeys(WINDOW);
  private final List<String> sample = new ArrayList<>();
  private long keysOfNode;
  private long eligibleOfNode;
  private int asked;
  private int measured;
  private double sampleBytes;

  /**
   * The end of a pass.
   *
   * @param pass counts when it is complete
   */
  record Outcome(boolean isComplete, KeyGroupFacts.Pass pass) {}

  GroupSearch(KeyGroup group, Clock clock, RandomGenerator random, Consumer<Outcome> outcomes) {
    this.group = group;
    this.clock = clock;
    this.random = random;
    this.outcomes = outcomes;
  }

  @Override
  public Target target() {
    return new Target(group.name(), group.pattern(), group.type(), group.database());
  }

  @Override
  public void begin() {
    keys = 0;
    memory = 0;
    isMemoryKnown = true;
    beginNode();
  }

  private void beginNode() {
    recent = new RecentKeys(WINDOW);
    sample.clear();
    keysOfNode = 0;
    eligibleOfNode = 0;
    asked = 0;
    measured = 0;
    sampleBytes = 0;
  }

  @Override
  public boolean found(List<String> found) {
    for (String key : found) {
      // Different keys that are no text look the same after decoding, and cannot be asked for.
      boolean isText = key.indexOf('\uFFFD') < 0;
      if (!isText || recent.add(key)) {
        keysOfNode++;
        if (isText) {
          choose(key);
        }
      }
    }
    return true;
  }

  private void choose(String key) {
    eligibleOfNode++;
    if (sample.size() < SAMPLE) {
      sample.add(key);
      return;
    }
    long place = random.nextLong(eligibleOfNode);
    if (place < SAMPLE) {
      sample.set((int) place, key);
    }
  }

  @Override
  public List<String> sample() {
    int to = Math.min(sample.size(), asked + SAMPLE_BATCH);
    return sample.subList(Math.min(asked, to), to);
  }

  @Override
  public void measured(List<OptionalLong> bytes) {
    asked += bytes.size();
    for (OptionalLong one : bytes) {
      if (one.isPresent()) {
        measured++;
        sampleBytes += one.getAsLong();
      }
    }
  }

  @Override
  public void nodeEnded() {
    keys += keysOfNode;
    if (asked < sample.size() || (sample.isEmpty() && keysOfNode > 0)) {
      // The server refused, or no key can be asked for.
      isMemoryKnown = false;
    } else if (measured > 0) {
      memory += sampleBytes / measured * keysOfNode;
    }
    beginNode();
  }

  @Override
  public void end(boolean complete) {
    OptionalDouble bytes = isMemoryKnown ? OptionalDouble.of(memory) : OptionalDouble.empty();
    outcomes.accept(new Outcome(complete, new KeyGroupFacts.Pass(keys, bytes, clock.instant())));
  }
}
