package io.github.redisclusterexporter.node;

import io.github.redisclusterexporter.node.ServerProfile.Product;
import io.github.redisclusterexporter.node.ServerProfile.Version;
import io.github.redisclusterexporter.redis.AllowedCommand;
import io.github.redisclusterexporter.redis.AllowedCommands;
import io.github.redisclusterexporter.redis.Command;
import io.github.redisclusterexporter.redis.Fault;
import io.github.redisclusterexporter.redis.Reply;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.IntPredicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A part of what a scrape reads from a node. A collector with a command of its own has one entry
 * here: the command, why the exporter's user needs it, the servers that have it, and the parser of
 * its reply. What is sent, what is granted and what is documented follows from the entry.
 */
public sealed class Collector implements Comparable<Collector> {
  public static final Typed<ClusterNodes> CLUSTER_NODES =
      new Typed<>(
          "cluster_nodes",
          new AllowedCommand(
              "CLUSTER NODES",
              "the list of nodes, their roles and slots",
              "only configured nodes are found; if missing on all nodes: `redis_cluster_up 0`"),
          Since.redis(Version.OLDEST),
          List.of(),
          (reply, wholeView) -> ClusterNodes.parse(ReplyShapes.text(reply), wholeView));

  public static final Typed<Info> INFO =
      new Typed<>(
          "info",
          AllowedCommands.INFO,
          Since.redis(Version.OLDEST),
          (server, wanted) -> InfoForms.of(server, wanted.contains(Collector.COMMANDSTATS)),
          (reply, wholeView) -> Info.parse(reply));

  /** The configured queues. Their commands are sent after all others, to the owners of the keys. */
  public static final Collector QUEUES = new Collector("queues", null);

  /** The named keys, which are read like the queues. */
  public static final Collector KEYS = new Collector("keys", null);

  /** The statistics of each command, which {@link #INFO} asks for in addition. */
  public static final Collector COMMANDSTATS = new Collector("commandstats", INFO);

  public static final Typed<Info> CLUSTER_INFO =
      new Typed<>(
          "cluster_info",
          new AllowedCommand(
              "CLUSTER INFO",
              "`redis_cluster_state`, the `redis_cluster_slots_*` metrics, bus messages",
              "these are omitted; if only some nodes refuse, `redis_cluster_state` is still 0"
                  + " if another node reports it"),
          Since.redis(Version.OLDEST),
          List.of(),
          (reply, wholeView) -> Info.parse(reply));

  public static final Typed<String> SHARD_ID =
      new Typed<>(
          "shard_id",
          new AllowedCommand(
              "CLUSTER MYSHARDID",
              "the name of the shard",
              "shards are named by their lowest slot"),
          Since.redis(new Version(7, 2)),
          List.of(),
          (reply, wholeView) -> ReplyShapes.text(reply));

  public static final Typed<Map<String, LatencyHistogram>> LATENCY =
      new Typed<>(
          "latency",
          new AllowedCommand(
              "LATENCY HISTOGRAM", "`redis_cluster_command_latency_seconds`", "it is omitted"),
          Since.redis(new Version(7, 0)),
          List.of(),
          (reply, wholeView) -> LatencyHistogram.parse(reply));

  public static final Typed<Slowlog> SLOWLOG =
      new Typed<>(
          "slowlog",
          new AllowedCommand(
              "SLOWLOG GET", "`redis_cluster_slowlog_entries_total`", "it is omitted"),
          Since.redis(Version.OLDEST),
          List.of("1"),
          (reply, wholeView) -> Slowlog.parse(reply));

  /** The slots with the highest values of each statistic. */
  public static final List<Typed<SlotStats>> SLOT_STATS =
      Stream.of(SlotStats.Statistic.values()).map(Collector::slotStats).toList();

  /** One for each log; their labels end with its name. */
  public static final List<Typed<Slowlog>> COMMANDLOG =
      Stream.of("slow", "large-request", "large-reply").map(Collector::commandlog).toList();

  /** The events that the latency monitor of the server has recorded. */
  public static final Typed<Map<String, LatencyEvent>> LATENCY_EVENTS =
      new Typed<>(
          "latency_events",
          new AllowedCommand(
              "LATENCY LATEST", "`redis_cluster_latency_event_*`", "they are omitted"),
          Since.redis(Version.OLDEST),
          List.of(),
          (reply, wholeView) -> LatencyEvent.parse(reply));

  /** The atomic migrations of slots, of Valkey only: Redis has their number in CLUSTER INFO. */
  public static final Typed<SlotMigrations> SLOT_MIGRATIONS =
      new Typed<>(
          "slot_migrations",
          new AllowedCommand(
              "CLUSTER GETSLOTMIGRATIONS", "`redis_cluster_slot_migrations`", "it is omitted"),
          Since.of(Since.NEVER, new Version(9, 0)),
          List.of(),
          (reply, wholeView) -> SlotMigrations.parse(reply));

  /** Last, because its reply may be too large. */
  public static final Typed<ClientList> CLIENT_LIST =
      new Typed<>(
          "client_list",
          new AllowedCommand("CLIENT LIST", "`redis_cluster_clients`", "it is omitted"),
          Since.redis(Version.OLDEST),
          List.of(),
          (reply, wholeView) -> ClientList.parse(ReplyShapes.text(reply)));

  /** In the order in which their commands are sent. */
  private static final List<Collector> STANDARD =
      List.of(
          CLUSTER_NODES,
          INFO,
          QUEUES,
          KEYS,
          COMMANDSTATS,
          CLUSTER_INFO,
          SHARD_ID,
          LATENCY,
          SLOWLOG);

  /** Those whose commands need further grants, in the same order; disabled by default. */
  private static final List<Typed<?>> OPTIONAL =
      Stream.<List<? extends Typed<?>>>of(
              SLOT_STATS, COMMANDLOG, List.of(LATENCY_EVENTS, SLOT_MIGRATIONS, CLIENT_LIST))
          .<Typed<?>>flatMap(List::stream)
          .toList();

  private static final List<Collector> ALL =
      Stream.concat(STANDARD.stream(), OPTIONAL.stream()).toList();

  private static final List<Typed<?>> WITH_COMMANDS =
      ALL.stream().<Typed<?>>flatMap(collector -> collector.source().stream()).distinct().toList();

  private final String label;
  private final @Nullable Typed<?> source;

  private Collector(String label, @Nullable Typed<?> source) {
    this.label = label;
    this.source = source;
  }

  /**
   * All collectors except the {@link #optional} ones, in the order in which their commands are
   * sent.
   */
  public static Set<Collector> all() {
    return Collections.unmodifiableSet(new LinkedHashSet<>(STANDARD));
  }

  /**
   * The collectors that only a configuration with their groups of metrics uses, in the order in
   * which their commands are sent. Each has a command of its own.
   */
  public static List<Typed<?>> optional() {
    return OPTIONAL;
  }

  /** The collectors with a command of their own, in the order in which these are sent. */
  public static List<Typed<?>> withCommands() {
    return WITH_COMMANDS;
  }

  /** Whether it has commands that depend on the configured keys, not only on the server. */
  public boolean isOfKeys() {
    return this == QUEUES || this == KEYS;
  }

  /** Whether one INFO may ask for several sections. */
  public static boolean takesInfoSections(ServerProfile server) {
    return INFO.commandFor(server, Set.of(INFO, COMMANDSTATS))
        .filter(command -> command.words().size() > 2)
        .isPresent();
  }

  /** These collectors, in the order in which their commands are sent. */
  static List<Collector> inOrder(Set<Collector> wanted) {
    List<Collector> sorted = new ArrayList<>(wanted.size());
    for (Collector collector : ALL) {
      if (wanted.contains(collector)) {
        sorted.add(collector);
      }
    }
    return sorted;
  }

  /** The value of the {@code collector} label. */
  public String label() {
    return label;
  }

  /** The collector whose reply has this part; empty for keys. */
  Optional<Typed<?>> source() {
    return Optional.ofNullable(source);
  }

  /** The command as it is typed; empty when none is sent to this server. */
  public Optional<String> typedCommand(ServerProfile server, Set<Collector> wanted) {
    return command(server, wanted).map(Command::toString);
  }

  /** The command whose reply has what the collector reads; empty when none is sent. */
  Optional<Command> command(ServerProfile server, Set<Collector> wanted) {
    Optional<Typed<?>> sent = source();
    Optional<Command> command =
        sent.isPresent() ? sent.get().commandFor(server, wanted) : Optional.empty();
    return command.isPresent() && isReadBy(command.get()) ? command : Optional.empty();
  }

  /**
   * Whether the reply to this form of the command has what the collector reads. This is false only
   * for {@link #COMMANDSTATS} and INFO without arguments, which has no statistics of commands.
   */
  private boolean isReadBy(Command command) {
    return this != COMMANDSTATS || InfoForms.hasCommandstats(command);
  }

  @Override
  public int compareTo(Collector other) {
    return Integer.compare(ALL.indexOf(this), ALL.indexOf(other));
  }

  @Override
  public String toString() {
    return label;
  }

  private static Typed<SlotStats> slotStats(SlotStats.Statistic statistic) {
    // Valkey has no statistic of the memory that a slot uses.
    Version valkey = statistic == SlotStats.Statistic.MEMORY ? Since.NEVER : new Version(8, 0);
    return new Typed<>(
        "slot_stats_" + statistic.label(),
        new AllowedCommand("CLUSTER SLOT-STATS", "`redis_cluster_slot_*`", "they are omitted"),
        Since.of(new Version(8, 2), valkey),
        statistic.arguments(),
        (reply, wholeView) -> SlotStats.parse(reply));
  }

  private static Typed<Slowlog> commandlog(String type) {
    return new Typed<>(
        "commandlog_" + type.replace('-', '_'),
        new AllowedCommand(
            "COMMANDLOG GET", "`redis_cluster_commandlog_entries_total`", "it is omitted"),
        Since.of(Since.NEVER, new Version(8, 1)),
        List.of("1", type),
        (reply, wholeView) -> Slowlog.parse(reply));
  }

  /**
   * A collector with a command of its own.
   *
   * @param <T> what its reply is parsed into
   */
  public static final class Typed<T> extends Collector {
    private final AllowedCommand command;
    private final Since since;
    private final BiFunction<ServerProfile, Set<Collector>, List<Command>> forms;
    private final BiFunction<Reply, IntPredicate, T> parser;

    private Typed(
        String label,
        AllowedCommand command,
        Since since,
        List<String> arguments,
        BiFunction<Reply, IntPredicate, T> parser) {
      this(label, command, since, oneForm(command.with(arguments)), parser);
    }

    /**
     * @param forms of the command, the best one first
     */
    private Typed(
        String label,
        AllowedCommand command,
        Since since,
        BiFunction<ServerProfile, Set<Collector>, List<Command>> forms,
        BiFunction<Reply, IntPredicate, T> parser) {
      super(label, null);
      this.command = command;
      this.since = since;
      this.forms = forms;
      this.parser = parser;
    }

    public AllowedCommand command() {
      return command;
    }

    /** The name of the command in the server's statistics of commands; 7.0 and later. */
    public String statisticsName() {
      return command.statisticsName();
    }

    /** The first versions that have the command. */
    public Since since() {
      return since;
    }

    /**
     * Whether servers like this one have the command. Servers without cluster support refuse the
     * commands about the cluster.
     */
    public boolean isAvailableOn(ServerProfile server) {
      return server.isAtLeast(since)
          && (!command.name().startsWith("CLUSTER ") || server.clustered().orElse(true))
          && (this == INFO || server.product() != Product.SENTINEL)
          // Its histograms are percentiles of events that are no commands.
          && (this != LATENCY || server.product() != Product.GARNET);
    }

    private static BiFunction<ServerProfile, Set<Collector>, List<Command>> oneForm(Command form) {
      List<Command> forms = List.of(form);
      return (server, wanted) -> forms;
    }

    /** The first form of the command that the server may know; empty when none is left. */
    Optional<Command> commandFor(ServerProfile server, Set<Collector> wanted) {
      if (isAvailableOn(server)) {
        for (Command form : forms.apply(server, wanted)) {
          if (!server.unknownCommands().contains(form)) {
            return Optional.of(form);
          }
        }
      }
      return Optional.empty();
    }

    /**
     * Whether this reply shows that the server does not know the command. Then the collector is
     * absent like that of an older server.
     */
    boolean isUnknown(Fault fault, ServerProfile server, Set<Collector> wanted) {
      return fault == Fault.READ_UNKNOWN_COMMAND
          && !hasFurtherForm(server, wanted)
          && !isRequired(server);
    }

    /** Whether the server may know another form of the command than the one that it refused. */
    boolean mayKnowAnotherForm(Fault fault, ServerProfile server, Set<Collector> wanted) {
      return hasFurtherForm(server, wanted) && mayBeOfTheForm(fault);
    }

    private boolean hasFurtherForm(ServerProfile server, Set<Collector> wanted) {
      return forms.apply(server, wanted).stream()
              .filter(form -> !server.unknownCommands().contains(form))
              .count()
          > 1;
    }

    /** A lack of time or permission says nothing about the form of a command. */
    private static boolean mayBeOfTheForm(Fault fault) {
      return fault == Fault.READ_UNKNOWN_COMMAND
          || fault == Fault.READ_ERROR_REPLY
          || fault == Fault.READ_NO_INFO;
    }

    /** Every server has INFO, and every node of a cluster has a view of it. */
    private boolean isRequired(ServerProfile server) {
      return this == INFO
          || (this == CLUSTER_NODES && server.clustered().orElse(!server.isIdentified()));
    }

    /**
     * @throws MalformedReplyException when the reply has another shape
     */
    T parse(Reply reply, IntPredicate wholeView) {
      return parser.apply(reply, wholeView);
    }

    @Override
    Optional<Typed<?>> source() {
      return Optional.of(this);
    }
  }
}
