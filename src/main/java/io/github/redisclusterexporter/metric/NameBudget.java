package io.github.redisclusterexporter.metric;

import java.util.HashSet;
import java.util.Set;

/**
 * Bounds the series that names chosen by servers or their clients can make. A name that was
 * admitted stays: were it to move to {@link #OTHER} and back, both counters would jump.
 */
final class NameBudget {
  /** Takes what is over the budget. No command and no error of Redis has this name. */
  static final String OTHER = "other";

  private final int most;
  private final Set<String> admitted = new HashSet<>();

  NameBudget(int most) {
    this.most = most;
  }

  /** The name itself while there is room for it, else {@link #OTHER}. */
  synchronized String admit(String name) {
    if (admitted.contains(name)) {
      return name;
    }
    if (admitted.size() < most) {
      admitted.add(name);
      return name;
    }
    return OTHER;
  }
}
