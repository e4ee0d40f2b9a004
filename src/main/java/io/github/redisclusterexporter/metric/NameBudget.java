package io.github.redisclusterexporter.metric;

import java.util.HashSet;
import java.util.Set;

/**
 * Limits the series for names that servers or their clients choose. A name that was admitted stays:
 * if it moved to {@link #OTHER} and back, both counters would jump.
 */
final class NameBudget {
  /** The sum of all other names. No command and no error of Redis has this name. */
  static final String OTHER = "other";

  private final int most;
  private final Set<String> admitted = new HashSet<>();

  NameBudget(int most) {
    this.most = most;
  }

  /** The name itself while there is room for it, else {@link #OTHER}. */
  synchronized String admit(String name) {
    boolean isAdmitted = admitted.contains(name) || (admitted.size() < most && admitted.add(name));
    return isAdmitted ? name : OTHER;
  }
}
