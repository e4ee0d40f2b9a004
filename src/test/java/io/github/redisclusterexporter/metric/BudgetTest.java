package io.github.redisclusterexporter.metric;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.cluster.Node;
import io.github.redisclusterexporter.node.Collector;
import io.github.redisclusterexporter.redis.Reply;
import io.github.redisclusterexporter.testing.CapturedNode;
import io.github.redisclusterexporter.testing.ProjectFiles;
import io.github.redisclusterexporter.testing.RandomLoop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Names compete for series over several pages, with the budgets of the shipped configuration. */
@Order(1)
class BudgetTest {
  private static final int MOST_COMMANDS = 30;
  private static final int MOST_ERRORS = 20;

  /** A page after the other from one exporter. */
  private static final class Exporter {
    private final Group<?> group;

    Exporter(String group) {
      this.group =
          Catalogs.full().groups().stream()
              .filter(each -> each.name().equals(group))
              .findFirst()
              .orElseThrow();
    }

    Map<String, Double> page(Node... nodes) {
      Map<String, Double> page = new TreeMap<>();
      for (String series : Exposition.of(group, nodes).series()) {
        int space = series.lastIndexOf(' ');
        page.put(series.substring(0, space), Double.valueOf(series.substring(space + 1)));
      }
      return page;
    }
  }

  private static String series(String metric, String label, String value, String node) {
    return "%s{%s=\"%s\",node=\"%s\",node_id=\"id-of-%s\",redis_cluster=\"test\"}"
        .formatted(metric, label, value, node, node);
  }

  private static String error(String error) {
    return series("redis_cluster_errors_total", "error", error, "primary");
  }

  private static String calls(String command, String node) {
    return series("redis_cluster_command_calls_total", "cmd", command, node);
  }

  private static String calls(String command) {
    return calls(command, "primary");
  }

  /** A node that reports only this. */
  private static Node node(String name, int second, Map<String, Long> commands, String... errors) {
    String statistics =
        commands.entrySet().stream()
            .map(
                each ->
                    "cmdstat_"
                        + each.getKey()
                        + (":calls=" + each.getValue())
                        + (",usec=" + each.getValue() + "\r\n"))
            .collect(Collectors.joining());
    String errorStatistics =
        Arrays.stream(errors)
            .map(each -> "errorstat_" + each.replace("=", ":count=") + "\r\n")
            .collect(Collectors.joining());
    CapturedNode captured =
        Nodes.PRIMARY_70.with(
            "INFO",
            "redis_version:7.0.15\r\n"
                + "redis_mode:cluster\r\n"
                + "role:master\r\n"
                + "total_error_replies:9\r\n"
                + "server_time_usec:"
                + (1_800_000_000_000_000L + second * 1_000_000L)
                + "\r\n"
                + statistics
                + errorStatistics);
    return Nodes.of(name, captured, Set.of(Collector.INFO, Collector.COMMANDSTATS));
  }

  private static Node withErrors(int second, String... errors) {
    return node("primary", second, Map.of("info", 1L), errors);
  }

  private static String[] luaErrors(int number, int count) {
    return IntStream.range(0, number)
        .mapToObj(i -> "last_%d=%d".formatted(i, count))
        .toArray(String[]::new);
  }

  private static String[] and(String[] errors, String... more) {
    return Stream.concat(Arrays.stream(errors), Arrays.stream(more)).toArray(String[]::new);
  }

  private static Map<String, Long> adminCommands(int number, long calls) {
    return IntStream.range(0, number)
        .boxed()
        .collect(Collectors.toMap(i -> "admin|" + i, i -> calls, Long::sum, HashMap::new));
  }

  @Test
  void anErrorThatAlertsUseHasItsOwnSeriesAfterAnyNumberOfOtherErrors() {
    Exporter exporter = new Exporter("errors");
    exporter.page(withErrors(0, luaErrors(25, 1)));
    exporter.page(withErrors(15, luaErrors(25, 1)));

    assertThat(exporter.page(withErrors(30, and(luaErrors(25, 1), "OOM=1", "MISCONF=2"))))
        .containsEntry(error("OOM"), 1.0)
        .containsEntry(error("MISCONF"), 2.0)
        .containsEntry(error("CLUSTERDOWN"), 0.0);
  }

  @Test
  void theFirstErrorThatAlertsUseIsAnIncrease() {
    assertThat(new Exporter("errors").page(withErrors(0))).containsEntry(error("OOM"), 0.0);
  }

  @Test
  void everyErrorThatAlertsOrDashboardsSelectIsReserved() throws IOException {
    Pattern selector = Pattern.compile("error=~?\\\\?\"([A-Z|]+)\\\\?\"");
    Set<String> selected = new TreeSet<>();
    for (Path file : ProjectFiles.all()) {
      if (file.endsWith("redis-cluster.rules.yml") || file.startsWith("./dashboards")) {
        Matcher matcher = selector.matcher(Files.readString(file));
        while (matcher.find()) {
          selected.addAll(List.of(matcher.group(1).split("\\|", -1)));
        }
      }
    }
    assertThat(selected).isNotEmpty();
    assertThat(new Exporter("errors").page(withErrors(0)).keySet())
        .containsAll(selected.stream().map(BudgetTest::error).toList());
  }

  @Test
  void aServerThatStoppedCountingErrorsDoesNotHaveZero() {
    Exporter exporter = new Exporter("errors");

    assertThat(exporter.page(withErrors(0, "ERRORSTATS_DISABLED=1")))
        .doesNotContainKey(error("OOM"));
    assertThat(exporter.page(withErrors(15, "MOVED=3", "ERRORSTATS_OVERFLOW=1")))
        .doesNotContainKey(error("OOM"))
        .containsEntry(error("MOVED"), 3.0);
  }

  @Test
  void aServerWithoutErrorStatisticsDoesNotHaveZero() {
    Node old =
        Nodes.of(
            "primary",
            Nodes.PRIMARY_70.with("INFO", "redis_version:6.0.1\r\nrole:master\r\nloading:0\r\n"));

    assertThat(new Exporter("errors").page(old)).isEmpty();
  }

  @Test
  void anErrorMayBeCalledLikeTheSumOfTheOthers() {
    Exporter exporter = new Exporter("errors");
    exporter.page(withErrors(0, "other=5", "ERR=1"));

    assertThat(exporter.page(withErrors(15, "other=7", "ERR=1")))
        .containsEntry(error("other"), 2.0)
        .containsEntry(error("ERR"), 1.0);
  }

  @Test
  void commandsOfTheApplicationGetInAfterThoseOfAdministrators() {
    Exporter exporter = new Exporter("commands");
    Map<String, Long> commands = adminCommands(40, 3);
    exporter.page(node("primary", 0, commands));
    Map<String, Double> before = exporter.page(node("primary", 15, commands));
    commands.putAll(Map.of("hset", 30_000L, "zadd", 30_000L, "lpush", 30_000L));

    Map<String, Double> page = exporter.page(node("primary", 30, commands));

    assertThat(page)
        .containsEntry(calls("hset"), 30_000.0)
        .containsEntry(calls("zadd"), 30_000.0)
        .containsEntry(calls("lpush"), 30_000.0)
        .containsAllEntriesOf(before);
  }

  @Test
  void commandsGetInOneByOneOverManyPages() {
    Exporter exporter = new Exporter("commands");
    Map<String, Long> commands = adminCommands(60, 5);
    int second = 0;
    for (String command : List.of("get", "set", "hget", "hset", "xadd")) {
      commands.put(command, 90_000L);
      commands.put("admin|of|" + command, 10L);
      exporter.page(node("primary", second++, commands));
    }

    assertThat(exporter.page(node("primary", second, commands)))
        .containsKeys(calls("get"), calls("set"), calls("hget"), calls("hset"), calls("xadd"));
  }

  @Test
  void theBusiestOfAllNodesGetInWhicheverNodeIsFirst() {
    Node idle = node("a-replica", 0, adminCommands(40, 2));
    Node busy = node("primary", 0, Map.of("hset", 90_000L, "zadd", 80_000L));

    assertThat(new Exporter("commands").page(idle, busy))
        .containsEntry(calls("hset"), 90_000.0)
        .containsEntry(calls("zadd"), 80_000.0);
  }

  @Test
  void aServerThatRanForMonthsLeavesRoomForNewCommands() {
    Exporter exporter = new Exporter("commands");
    Map<String, Long> commands = new HashMap<>();
    IntStream.range(0, 60).forEach(i -> commands.put("old" + i, (long) (1e9 / Math.pow(1.5, i))));
    exporter.page(node("primary", 0, commands));
    commands.put("hgetall", 10_000_000L);

    assertThat(exporter.page(node("primary", 15, commands))).containsKey(calls("hgetall"));
  }

  @Test
  void theOthersAreCountedFromTheFirstPage() {
    Exporter exporter = new Exporter("commands");
    Map<String, Long> commands = adminCommands(40, 1);
    Map<String, Double> first = exporter.page(node("primary", 0, commands));
    commands.replaceAll((command, calls) -> calls + 2);
    Map<String, Double> second = exporter.page(node("primary", 15, commands));

    assertThat(first).containsEntry(calls("other"), 0.0);
    assertThat(sum(second) - sum(first)).isEqualTo(80);
  }

  @Test
  void aRestartOfTheServerIsNoIncreaseOfTheOthers() {
    Exporter exporter = new Exporter("commands");
    exporter.page(node("primary", 0, adminCommands(40, 3)));
    double before =
        exporter.page(node("primary", 15, adminCommands(40, 5))).getOrDefault(calls("other"), -1.0);
    double after =
        exporter.page(node("primary", 30, adminCommands(40, 1))).getOrDefault(calls("other"), -1.0);

    int others = (int) before / 2;
    assertThat(others).isBetween(10, 20);
    assertThat(after - before).as("one call of each since the restart").isEqualTo(others);
  }

  @Test
  void pagesThatOvertakeEachOtherCountNothingTwice() {
    Exporter exporter = new Exporter("commands");
    exporter.page(node("primary", 0, adminCommands(40, 3)));
    Map<String, Double> newer = exporter.page(node("primary", 16, adminCommands(40, 7)));
    exporter.page(node("primary", 15, adminCommands(40, 5)));

    assertThat(exporter.page(node("primary", 17, adminCommands(40, 7)))).isEqualTo(newer);
  }

  @Test
  void aPartThatCannotBeReadIsNotLostInTheOthers() {
    Exporter exporter = new Exporter("commands");
    Map<String, Long> commands = adminCommands(40, 3);
    commands.put("zlast", 1L);
    exporter.page(node("primary", 0, commands));
    Node damaged =
        Nodes.of(
            "primary",
            Nodes.PRIMARY_70.with(
                "INFO",
                """
                redis_version:7.0.15
                role:master
                cmdstat_zlast:calls=nonsense
                cmdstat_admin|0:calls=3
                """
                    .replace("\n", "\r\n")));
    Map<String, Double> without = exporter.page(damaged);
    commands.put("zlast", 3L);

    assertThat(without).doesNotContainKey(calls("other")).containsEntry(calls("admin|0"), 3.0);
    assertThat(exporter.page(node("primary", 30, commands))).containsEntry(calls("other"), 2.0);
  }

  @Test
  void aNodeThatDoesNotAnswerHasNoOthers() {
    Exporter exporter = new Exporter("commands");
    exporter.page(node("primary", 0, adminCommands(40, 3)));
    Reply refusal = new Reply.Text("redis_version:7.0.15\r\n");

    assertThat(exporter.page(Nodes.down("primary"))).isEmpty();
    assertThat(exporter.page(Nodes.of("primary", Nodes.PRIMARY_70.with("INFO", refusal))))
        .isEmpty();
    assertThat(exporter.page(node("primary", 30, adminCommands(40, 3))))
        .containsEntry(calls("other"), 0.0);
  }

  @Test
  @Tag("random")
  void noCounterFallsOrDisappearsAndTheBusiestAreThere() {
    RandomLoop.run(
        100,
        random -> {
          Exporter commands = new Exporter("commands");
          Exporter errors = new Exporter("errors");
          Map<String, Long> calls = new HashMap<>(Map.of("info", 1L));
          Map<String, Double> lastCalls = Map.of();
          Map<String, Double> lastErrors = Map.of();
          for (int second = 0; second < 30; second++) {
            for (int i = random.nextInt(8); i > 0; i--) {
              long more = 1 + (long) Math.pow(10, random.nextDouble() * 6);
              calls.merge("c" + random.nextInt(100), more, Long::sum);
            }
            String[] replies =
                calls.entrySet().stream()
                    .map(each -> each.getKey() + "=" + each.getValue())
                    .toArray(String[]::new);
            Node node = node("primary", second, calls, replies);
            Map<String, Double> nextCalls = commands.page(node);
            Map<String, Double> nextErrors = errors.page(node);

            assertGrown(lastCalls, nextCalls);
            assertGrown(lastErrors, nextErrors);
            assertThat(names(nextCalls)).hasSizeLessThanOrEqualTo(MOST_COMMANDS + 1);
            assertThat(names(nextErrors))
                .hasSizeLessThanOrEqualTo(MOST_ERRORS + CommandGroups.ERRORS_IN_USE.size() + 1);
            lastCalls = nextCalls;
            lastErrors = nextErrors;
          }
          if (names(lastCalls).size() <= MOST_COMMANDS) {
            double all = calls.values().stream().mapToDouble(each -> each).sum();
            Set<String> shown = names(lastCalls);
            assertThat(calls)
                .allSatisfy(
                    (name, own) ->
                        assertThat(shown.contains(name) || own < all / 4).as(name).isTrue());
          }
        });
  }

  private static void assertGrown(Map<String, Double> last, Map<String, Double> next) {
    List<String> fallen =
        last.entrySet().stream()
            .filter(each -> next.getOrDefault(each.getKey(), -1.0) < each.getValue())
            .map(Map.Entry::getKey)
            .toList();
    assertThat(fallen).as("series that fell or disappeared").isEmpty();
  }

  private static Set<String> names(Map<String, Double> page) {
    return page.keySet().stream()
        .map(series -> series.split("\"", 3)[1])
        .collect(Collectors.toSet());
  }

  private static double sum(Map<String, Double> page) {
    return page.entrySet().stream()
        .filter(each -> each.getKey().startsWith("redis_cluster_command_calls_total"))
        .mapToDouble(Map.Entry::getValue)
        .sum();
  }
}
