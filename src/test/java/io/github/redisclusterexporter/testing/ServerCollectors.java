package io.github.redisclusterexporter.testing;

import io.github.redisclusterexporter.node.Collector;
import io.github.redisclusterexporter.node.ServerCommands;
import io.github.redisclusterexporter.node.ServerProfile;
import io.github.redisclusterexporter.redis.Reply;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The collectors whose commands a complete scrape sends to a real server. Tests derive their
 * expectations from them, so that a new command does not change these tests.
 */
public final class ServerCollectors {
  private ServerCollectors() {}

  public static List<Collector.Typed<?>> of(RedisServer server) {
    ServerProfile profile =
        ServerProfile.of(new Reply.Text(String.valueOf(server.command("INFO", "server"))));
    return new ServerCommands(profile, Collector.all()).collectors();
  }

  /** How often a scrape calls each command, by its name in INFO commandstats. */
  public static Map<String, Integer> callsPerScrape(RedisServer server) {
    Map<String, Integer> calls = new HashMap<>();
    for (Collector.Typed<?> collector : of(server)) {
      String name = collector.command().grant().substring(1);
      // Subcommands are counted by themselves since 7.0.
      calls.merge(
          server.binary().isAtLeast(7) ? name : name.replaceAll("\\|.*", ""), 1, Integer::sum);
    }
    return calls;
  }

  /** The labels of those whose command is not among these grants. */
  public static String labelsWithout(RedisServer server, List<String> grants) {
    return of(server).stream()
        .filter(collector -> !grants.contains(collector.command().grant()))
        .map(Collector::label)
        .collect(Collectors.joining(", "));
  }
}
