package io.github.redisclusterexporter.node;

import io.github.redisclusterexporter.redis.Command;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The commands that are sent to a server for the wanted collectors. */
public record ServerCommands(ServerProfile server, Set<Collector> wanted) {

  /** The collectors with commands that are sent, in their order. */
  public List<Collector.Typed<?>> collectors() {
    List<Collector.Typed<?>> sent = new ArrayList<>();
    for (Collector.Typed<?> collector : Collector.withCommands()) {
      if (wanted.contains(collector) && collector.commandFor(server, wanted).isPresent()) {
        sent.add(collector);
      }
    }
    return sent;
  }

  /** One for each of the {@link #collectors}; they are sent in one pipeline. */
  public List<Command> commands() {
    List<Command> commands = new ArrayList<>();
    for (Collector.Typed<?> collector : collectors()) {
      commands.add(collector.commandFor(server, wanted).orElseThrow());
    }
    return commands;
  }

  /** The collectors that this server does not have, although servers of its version have them. */
  public List<Collector> unknown() {
    List<Collector> unknown = new ArrayList<>();
    for (Collector collector : Collector.inOrder(wanted)) {
      boolean isExpected = collector.source().filter(of -> of.isAvailableOn(server)).isPresent();
      if (isExpected && collector.command(server, wanted).isEmpty()) {
        unknown.add(collector);
      }
    }
    return unknown;
  }
}
