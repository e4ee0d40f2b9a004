package io.github.redisclusterexporter.metric;

import io.github.redisclusterexporter.node.Collector;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The metrics that one page is to have. */
public final class Selection {
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
                .filter(group -> !group.families().isEmpty())
                .toList());
  }

  private static <S> Group<S> narrowed(Group<S> group, Set<String> names) {
    return new Group<>(
        group.name(),
        group.asks(),
        group.subject(),
        group.families().stream()
            .filter(family -> names.stream().anyMatch(family.metric()::isMeantBy))
            .toList());
  }

  /** What nodes must be asked for this page; what is not on it costs them nothing. */
  public Set<Collector> asks() {
    Set<Collector> asks = new HashSet<>();
    groups.forEach(group -> asks.addAll(group.asks()));
    return asks;
  }

  List<Group<?>> groups() {
    return groups;
  }
}
