package io.github.redisclusterexporter.check;

import io.github.redisclusterexporter.cluster.Node;
import io.github.redisclusterexporter.key.KeyGroup;
import io.github.redisclusterexporter.key.KeyGroupFacts;
import io.github.redisclusterexporter.key.NamedKey;
import io.github.redisclusterexporter.key.NamedKeyFacts;
import io.github.redisclusterexporter.node.Collector;
import io.github.redisclusterexporter.node.NodeReport;
import io.github.redisclusterexporter.node.ServerProfile;
import io.github.redisclusterexporter.queue.PatternMatches;
import io.github.redisclusterexporter.queue.QueueCommand;
import io.github.redisclusterexporter.queue.QueueFacts;
import io.github.redisclusterexporter.queue.QueueRules;
import io.github.redisclusterexporter.redis.Fault;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The commands that create or correct the exporter's user where its permissions are missing. */
final class AclAdvice {
  private static final String OWN_USER = "exporter";

  private final CheckFacts facts;
  private final Optional<String> user;
  private final boolean queuesRefused;
  private final boolean keysRefused;
  private final boolean groupsRefused;

  AclAdvice(CheckFacts facts) {
    this.facts = facts;
    this.user = facts.redis().credentials().username();
    this.queuesRefused =
        facts.searchFault().equals(Optional.of(Fault.READ_NO_PERMISSION))
            || facts.queuesNotMeasured().stream()
                .anyMatch(queue -> queue.fault().equals(Optional.of(Fault.READ_NO_PERMISSION)));
    this.groupsRefused =
        !facts.scrape().keyGroups().isEmpty()
            && facts.searchFault().equals(Optional.of(Fault.READ_NO_PERMISSION));
    this.keysRefused =
        facts.keysNotMeasured().stream()
            .anyMatch(key -> key.fault().equals(Optional.of(Fault.READ_NO_PERMISSION)));
  }

  /** Empty when no permission is missing. */
  List<String> lines() {
    Map<List<String>, String> nodes = new LinkedHashMap<>();
    for (Node node : facts.nodes()) {
      nodes.merge(commands(node), node.name(), (some, one) -> some + ", " + one);
    }
    nodes.remove(List.of());
    List<String> lines = new ArrayList<>();
    nodes.forEach(
        (commands, names) -> {
          lines.add("In redis-cli on " + names + ":");
          commands.forEach(command -> lines.add("   " + command));
        });
    if (lines.stream().anyMatch(line -> line.contains(">PASSWORD"))) {
      lines.add("Replace PASSWORD by the exporter's password.");
    }
    if (!lines.isEmpty() && user.isEmpty()) {
      lines.add("The exporter logs in as the default user. Then set REDIS_USERNAME=" + OWN_USER);
    }
    return lines;
  }

  private List<String> commands(Node node) {
    boolean keysToo = (queuesRefused || keysRefused || groupsRefused) && node.report().isPresent();
    boolean userToo = isRefused(node) || (keysToo && user.isEmpty());
    if (!userToo && !keysToo) {
      return List.of();
    }
    List<Grants> candidates = candidates(node);
    List<String> commands = new ArrayList<>();
    for (Grants grants : candidates) {
      if (candidates.size() > 1) {
        commands.add("Redis " + grants.servers());
      }
      if (userToo) {
        commands.add(grants.user(user.orElse(OWN_USER)));
        optionalGrants(node).ifPresent(commands::add);
      }
      if (!queues().isEmpty() && (userToo || queuesRefused)) {
        commands.add(grants.queues(user.orElse(OWN_USER), queues(), optional()));
      }
      if (!facts.scrape().keys().isEmpty() && (userToo || keysRefused)) {
        commands.add(named(grants));
      }
      if (!facts.scrape().keyGroups().isEmpty() && (userToo || groupsRefused)) {
        commands.add(groups(grants));
      }
    }
    return commands;
  }

  /** For the enabled optional collectors that the server has; for an unknown server, for all. */
  private Optional<String> optionalGrants(Node node) {
    Optional<ServerProfile> server =
        node.report().map(NodeReport::server).filter(one -> one.compatibility().isKnown());
    List<Collector.Typed<?>> enabled =
        Collector.optional().stream()
            .filter(facts.wanted()::contains)
            .filter(collector -> server.map(collector::isAvailableOn).orElse(true))
            .toList();
    return enabled.isEmpty()
        ? Optional.empty()
        : Optional.of(Grants.optional(user.orElse(OWN_USER), enabled));
  }

  private boolean isRefused(Node node) {
    return node.report().isPresent()
        ? node.report().get().faults().contains(Fault.READ_NO_PERMISSION)
        // A server refuses an unknown user like a wrong password.
        : user.isPresent() && facts.fault(node).equals(Optional.of(Fault.AUTH_WRONG_PASSWORD));
  }

  /** For a server of unknown version those of the other servers; if none is known, all. */
  private List<Grants> candidates(Node node) {
    Optional<Grants> own = grants(node);
    if (own.isPresent()) {
      return List.of(own.get());
    }
    Set<Grants> others =
        facts.nodes().stream().flatMap(other -> grants(other).stream()).collect(Collectors.toSet());
    return others.isEmpty() ? Grants.ALL : Grants.ALL.stream().filter(others::contains).toList();
  }

  private static Optional<Grants> grants(Node node) {
    return node.report()
        .map(NodeReport::server)
        .flatMap(server -> Grants.of(server.compatibility()));
  }

  private String named(Grants grants) {
    List<NamedKey> keys = facts.scrape().keys().stream().map(NamedKeyFacts::key).toList();
    return grants.keys(
        user.orElse(OWN_USER),
        keys.stream().map(key -> Grants.literal(key.key())).distinct().toList(),
        keys.stream().anyMatch(key -> key.database().isSelected()));
  }

  private String groups(Grants grants) {
    List<KeyGroup> groups = facts.scrape().keyGroups().stream().map(KeyGroupFacts::group).toList();
    return grants.keyGroups(
        user.orElse(OWN_USER),
        groups.stream().map(KeyGroup::pattern).distinct().toList(),
        groups.stream().anyMatch(group -> group.database().isSelected()));
  }

  /** The keys and patterns of queues. */
  private Set<String> queues() {
    Set<String> keys = new LinkedHashSet<>();
    List<PatternMatches> patterns = facts.scrape().patterns();
    for (QueueFacts queue : facts.scrape().queues()) {
      String key = queue.definition().key();
      if (patterns.stream().noneMatch(pattern -> pattern.kept().containsKey(key))) {
        keys.add(Grants.literal(key));
      }
    }
    patterns.forEach(matches -> keys.add(matches.pattern().pattern()));
    return keys;
  }

  private List<QueueCommand> optional() {
    List<QueueCommand> optional = new ArrayList<>();
    if (!facts.scrape().patterns().isEmpty()) {
      optional.add(QueueCommand.SCAN);
    }
    Stream<QueueRules> rules =
        Stream.concat(
            facts.scrape().queues().stream().map(queue -> queue.definition().rules()),
            facts.scrape().patterns().stream().map(matches -> matches.pattern().rules()));
    List<QueueRules> all = rules.toList();
    boolean inCluster = !facts.scrape().snapshot().isStandalone();
    if (all.stream().map(QueueRules::database).anyMatch(one -> one.on(inCluster) != 0)) {
      optional.add(QueueCommand.SELECT);
    }
    if (all.stream().anyMatch(QueueRules::consumers)) {
      optional.add(QueueCommand.XINFO_CONSUMERS);
    }
    return optional;
  }
}
