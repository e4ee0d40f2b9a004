package io.github.redisclusterexporter.metric;

import io.github.redisclusterexporter.node.Collector;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The metrics of one page. */
final class Selection {
  private final List<Group<?>> groups;

  private Selection(List<Group<?>> groups) {
    this.groups = groups;
  }

  static Selection of(List<Group<?>> groups, Set<String> names) {
    return new Selection(
        names.isEmpty()
            ? groups
            : groups.stream()
                .<Group<?>>map(group -> narrowed(group, names))
                .filter(group -> !group.metrics().isEmpty())
                .toList());
  }

  private static <S> Group<S> narrowed(Group<S> group, Set<String> names) {
    return new Group<>(
        group.name(),
        group.collectors(),
        group.subject(),
        group.metrics().stream()
            .filter(metric -> names.stream().anyMatch(metric::isSelectedBy))
            .toList());
  }

  /** The commands that nodes are sent for this page; metrics that are not on it cost nothing. */
  Set<Collector> collectors() {
    Set<Collector> collectors = new HashSet<>();
    groups.forEach(group -> collectors.addAll(group.collectors()));
    return collectors;
  }

  List<Group<?>> groups() {
    return groups;
  }
}
