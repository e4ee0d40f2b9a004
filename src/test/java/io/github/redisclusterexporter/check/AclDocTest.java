package io.github.redisclusterexporter.check;

import io.github.redisclusterexporter.config.ConfigInput;
import io.github.redisclusterexporter.key.KeyCommand;
import io.github.redisclusterexporter.metric.BuildInfo;
import io.github.redisclusterexporter.metric.Catalog;
import io.github.redisclusterexporter.metric.ConfigStatus;
import io.github.redisclusterexporter.metric.ExporterCounters;
import io.github.redisclusterexporter.metric.MetricGroupsConfig;
import io.github.redisclusterexporter.node.Collector;
import io.github.redisclusterexporter.queue.QueueCommand;
import io.github.redisclusterexporter.redis.AllowedCommand;
import io.github.redisclusterexporter.redis.AllowedCommands;
import io.github.redisclusterexporter.testing.GeneratedFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The commands in README.md and docs/acl.md that create the user follow from what is sent. */
class AclDocTest {
  private static final Path README = Path.of("README.md");
  private static final Path ACL = Path.of("docs", "acl.md");
  private static final String FLAG = "docs.update";

  @Test
  void theUserIsUpToDate() throws IOException {
    StringBuilder blocks = new StringBuilder();
    for (Grants grants : Grants.ALL) {
      blocks.append(block(grants.servers(), grants.user("exporter")));
    }
    GeneratedFile.checkPart(README, FLAG, "user", shell(Grants.ALL.get(0).user("exporter")));
    GeneratedFile.checkPart(ACL, FLAG, "user", blocks.toString());
  }

  @Test
  void theQueuesAreUpToDate() throws IOException {
    // Ranges with the same command share a block, which is named by the oldest of them.
    Map<String, String> oldest = new LinkedHashMap<>();
    for (Grants grants : Grants.ALL) {
      oldest.put(
          grants.queues("exporter", List.of("tasks:*"), List.of()), grants.since().toString());
    }
    GeneratedFile.checkPart(ACL, FLAG, "queues", blocks(oldest));
  }

  @Test
  void theReasonsAreUpToDate() throws IOException {
    StringBuilder table =
        new StringBuilder("| grant | used for | effect if missing |\n|---|---|---|\n");
    Grants.standard()
        .forEach(
            collector -> {
              AllowedCommand command = collector.command();
              table.append(
                  row(
                      "`" + command.grant() + "`",
                      command.purpose() + servers(collector),
                      command.without()));
            });
    AllowedCommand name = AllowedCommands.CLIENT_SETNAME;
    table.append(row("`" + name.grant() + "`", name.purpose(), name.without()));
    GeneratedFile.checkPart(ACL, FLAG, "reasons", table.toString());
  }

  private static String servers(Collector.Typed<?> collector) {
    String servers = collector.since().servers();
    return servers.isEmpty() ? "" : "; " + servers;
  }

  @Test
  void theOptionalCommandsAreUpToDate() throws IOException {
    // What only some servers have in addition needs no further row.
    Map<String, String> rows = new LinkedHashMap<>();
    Set<String> offByDefault = ConfigInput.valid().loadOnly().collectors().disabled();
    for (String group : new TreeSet<>(offByDefault)) {
      Set<String> disabled = new HashSet<>(offByDefault);
      disabled.remove(group);
      Set<Collector> enabled =
          Catalog.of(
                  new MetricGroupsConfig(disabled, Set.of(), 30, 20, 10, 20, 20),
                  new BuildInfo("", "", ""),
                  new ExporterCounters(),
                  new ConfigStatus(Instant.EPOCH))
              .collectors();
      for (Collector.Typed<?> collector : Collector.optional()) {
        if (enabled.contains(collector)) {
          AllowedCommand command = collector.command();
          rows.putIfAbsent(
              group + command.grant(),
              row(
                  "`collectors." + group + "`",
                  "`" + command.grant() + "`",
                  command.purpose() + servers(collector)));
        }
      }
    }
    GeneratedFile.checkPart(
        ACL,
        FLAG,
        "optional",
        "| setting | grant | used for |\n|---|---|---|\n" + String.join("", rows.values()));
  }

  @Test
  void theReasonsForQueuesAreUpToDate() throws IOException {
    StringBuilder table = new StringBuilder("| grant | used for |\n|---|---|\n");
    for (QueueCommand command : QueueCommand.values()) {
      table.append(row("`" + command.command().grant() + "`", command.command().purpose()));
    }
    GeneratedFile.checkPart(ACL, FLAG, "queue-reasons", table.toString());
  }

  @Test
  void theKeysAreUpToDate() throws IOException {
    Map<String, String> oldest = new LinkedHashMap<>();
    for (Grants grants : Grants.ALL) {
      oldest.put(grants.keys("exporter", List.of("cart:config"), false), grants.since().toString());
    }
    GeneratedFile.checkPart(ACL, FLAG, "keys", blocks(oldest));
  }

  @Test
  void theKeyGroupsAreUpToDate() throws IOException {
    Map<String, String> oldest = new LinkedHashMap<>();
    for (Grants grants : Grants.ALL) {
      oldest.put(
          grants.keyGroups("exporter", List.of("session:*"), false), grants.since().toString());
    }
    GeneratedFile.checkPart(ACL, FLAG, "key-groups", blocks(oldest));
  }

  @Test
  void theReasonsForKeysAreUpToDate() throws IOException {
    StringBuilder table = new StringBuilder("| grant | used for |\n|---|---|\n");
    for (KeyCommand command : KeyCommand.values()) {
      table.append(row("`" + command.command().grant() + "`", command.command().purpose()));
    }
    GeneratedFile.checkPart(ACL, FLAG, "key-reasons", table.toString());
  }

  private static String blocks(Map<String, String> sinceByCommand) {
    StringBuilder blocks = new StringBuilder();
    String later = " and later";
    for (Map.Entry<String, String> entry : sinceByCommand.entrySet()) {
      blocks.append(block(entry.getValue() + later, entry.getKey()));
      later = "";
    }
    return blocks.toString();
  }

  private static String block(String servers, String command) {
    return "**" + servers + "**\n\n" + shell(command);
  }

  /** The command for all nodes of a cluster, as it is typed into a shell. */
  private static String shell(String command) {
    String words =
        Arrays.stream(command.split(" ", -1))
            .map(word -> word.matches("[\\w+-]+") ? word : "'" + word + "'")
            .collect(Collectors.joining(" "));
    return "```sh\nredis-cli --cluster call HOST:PORT " + words + "\n```\n\n";
  }

  private static String row(String... cells) {
    StringBuilder row = new StringBuilder("|");
    for (String cell : cells) {
      row.append(' ').append(cell.replace("|", "\\|")).append(" |");
    }
    return row.append('\n').toString();
  }
}
