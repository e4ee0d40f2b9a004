package io.github.redisclusterexporter.node;

import io.github.redisclusterexporter.node.ServerProfile.Product;
import io.github.redisclusterexporter.redis.Command;
import io.github.redisclusterexporter.redis.Fault;
import io.github.redisclusterexporter.redis.Reply;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one node replied in one scrape. The part of a collector is empty when it was not wanted,
 * when this server does not have its command, or when it failed; {@link #collected} tells which.
 */
public final class NodeReport {
  private static final Logger logger = LoggerFactory.getLogger(NodeReport.class);
  private static final String LOADING = "loading";

  /** INFO of every server with data has one of these fields; INFO of a proxy has none. */
  private static final List<String> DATA_FIELDS = List.of("role", "used_memory");

  private final ServerProfile server;
  private final Map<Collector, Object> parts;

  /** Most metrics read it. */
  private final Optional<Info> info;

  private final Map<Collector, Fault> failed;
  private final Map<Collector, Boolean> collected;
  private final Map<Command, Fault> refusedForms;
  private final Optional<ClusterNodes.Line> earlierLine;
  private final Optional<String> id;
  private final boolean loading;

  private NodeReport(
      ServerProfile server,
      Map<Collector, Object> parts,
      Map<Collector, Fault> failed,
      Map<Collector, Boolean> collected,
      Map<Command, Fault> refusedForms,
      Optional<ClusterNodes.Line> earlierLine) {
    this.server = server;
    this.parts = parts;
    this.info = Optional.ofNullable((Info) parts.get(Collector.INFO));
    this.failed = failed;
    this.collected = collected;
    this.refusedForms = refusedForms;
    this.earlierLine = earlierLine;
    this.id = view().flatMap(ClusterNodes::myself).map(ClusterNodes.Line::id);
    this.loading =
        info.flatMap(fields -> fields.text(LOADING)).filter(x -> !x.equals("0")).isPresent();
  }

  /**
   * Parses the replies of one pipeline. A reply that cannot be parsed fails only its collector.
   *
   * @param replies one for each command of {@link ServerCommands#commands}, in their order
   * @param wholeView whether to read what the node says of others, not only of itself, given the
   *     number of nodes that it names
   */
  public static NodeReport of(
      ServerProfile server, Set<Collector> wanted, List<Reply> replies, IntPredicate wholeView) {
    return of(server, Map.of(), wanted, replies, wholeView);
  }

  /**
   * As {@link #of(ServerProfile, Set, List, IntPredicate)}, after the server refused forms of INFO
   * in the same scrape. Only if this form succeeds, the server does not know those forms; otherwise
   * INFO fails for another reason.
   *
   * @param refused all {@link #refusedForms} of this scrape, which were not sent again
   */
  public static NodeReport of(
      ServerProfile server,
      Map<Command, Fault> refused,
      Set<Collector> wanted,
      List<Reply> replies,
      IntPredicate wholeView) {
    ServerProfile asked = server.withUnknown(refused.keySet());
    List<Collector.Typed<?>> sent = new ServerCommands(asked, wanted).collectors();
    if (sent.size() != replies.size()) {
      throw new IllegalArgumentException(
          sent.size() + " replies were expected, " + replies.size() + " came");
    }
    Map<Collector, Object> parts = new HashMap<>();
    Map<Collector, Fault> failed = new TreeMap<>();
    Set<Command> unknown = new HashSet<>();
    Map<Command, Fault> refusedForms = new HashMap<>();
    for (int i = 0; i < sent.size(); i++) {
      Collector.Typed<?> collector = sent.get(i);
      Optional<Fault> fault = read(collector, server, replies.get(i), wholeView, parts);
      if (fault.isEmpty()) {
        continue;
      }
      Command command = collector.commandFor(asked, wanted).orElseThrow();
      if (collector.isUnknown(fault.get(), asked, wanted)) {
        unknown.add(command);
      } else {
        failed.put(
            collector, collector == Collector.INFO ? ofInfo(fault.get(), refused) : fault.get());
        if (collector.mayKnowAnotherForm(fault.get(), asked, wanted)) {
          refusedForms.put(command, fault.get());
        }
      }
    }
    ServerProfile known = parts.containsKey(Collector.INFO) ? asked : server;
    Map<Collector, Boolean> collected = new LinkedHashMap<>();
    for (Collector collector : Collector.inOrder(wanted)) {
      Optional<Command> command = collector.command(known, wanted);
      if (command.isPresent() && !unknown.contains(command.get())) {
        collected.put(collector, parts.containsKey(collector.source().orElseThrow()));
      }
    }
    return new NodeReport(
        known.withUnknown(unknown),
        parts,
        failed,
        Collections.unmodifiableMap(collected),
        Collections.unmodifiableMap(refusedForms),
        Optional.empty());
  }

  /** Adds what a reply contains to the parts; returns why that is not possible. */
  private static Optional<Fault> read(
      Collector.Typed<?> collector,
      ServerProfile server,
      Reply reply,
      IntPredicate wholeView,
      Map<Collector, Object> parts) {
    if (reply instanceof Reply.Failed failed) {
      return Optional.of(failed.fault());
    }
    try {
      Object part = collector.parse(reply, wholeView);
      boolean isOfAServer =
          collector != Collector.INFO
              || server.product() == Product.SENTINEL
              || hasData((Info) part);
      if (isOfAServer) {
        parts.put(collector, part);
      }
      return isOfAServer ? Optional.empty() : Optional.of(Fault.READ_NO_INFO);
    } catch (MalformedReplyException e) {
      logger.debug("The reply to {} cannot be parsed", collector.command().name(), e);
      return Optional.of(Fault.PARSE_MALFORMED);
    }
  }

  private static boolean hasData(Info info) {
    for (String field : DATA_FIELDS) {
      if (info.has(field)) {
        return true;
      }
    }
    return false;
  }

  /** Every server replies to INFO. What does not is no server, or a proxy in front of servers. */
  private static Fault ofInfo(Fault fault, Map<Command, Fault> refused) {
    boolean isUnknown =
        fault == Fault.READ_UNKNOWN_COMMAND
            // A proxy may have another error for a command without arguments.
            || (fault == Fault.READ_ERROR_REPLY
                && refused.containsValue(Fault.READ_UNKNOWN_COMMAND));
    return isUnknown ? Fault.READ_NO_INFO : fault;
  }

  /** What the server is according to the connection and to these replies. */
  public ServerProfile server() {
    return server;
  }

  /**
   * The forms of commands that the server refused although it may know another form, and why. A
   * refusal may have a passing cause, so that these are not yet unknown to the server.
   */
  public Map<Command, Fault> refusedForms() {
    return refusedForms;
  }

  /** What this collector read. */
  @SuppressWarnings("unchecked") // Only the collector's own parser makes its part.
  public <T> Optional<T> get(Collector.Typed<T> collector) {
    return Optional.ofNullable((T) parts.get(collector));
  }

  public Optional<Info> info() {
    return info;
  }

  public Optional<ClusterNodes> view() {
    return get(Collector.CLUSTER_NODES);
  }

  public Optional<Info> clusterInfo() {
    return get(Collector.CLUSTER_INFO);
  }

  /** The wanted collectors that this server has, in their order, and whether they succeeded. */
  public Map<Collector, Boolean> collected() {
    return collected;
  }

  /** Why collectors failed, in the order of their commands. */
  public List<Fault> faults() {
    return List.copyOf(failed.values());
  }

  /** Why this collector failed; empty when it did not. */
  public Optional<Fault> failure(Collector collector) {
    return collector.source().map(failed::get);
  }

  /** Whether the node answered INFO, has data, and is not loading it. */
  public boolean isUp() {
    return info().isPresent() && server.product() != Product.SENTINEL && !isLoading();
  }

  public boolean isLoading() {
    return loading;
  }

  /**
   * This report with the view and the cluster state that the node reported when it was asked again;
   * unchanged when the later report has no view, or comes from another node.
   */
  public NodeReport withLaterView(NodeReport later) {
    if (later.view().isEmpty() || !later.id().equals(id())) {
      return this;
    }
    Map<Collector, Object> updated = new HashMap<>(parts);
    updated.put(Collector.CLUSTER_NODES, later.view().get());
    later.clusterInfo().ifPresent(info -> updated.put(Collector.CLUSTER_INFO, info));
    return new NodeReport(
        server, updated, failed, collected, refusedForms, view().flatMap(ClusterNodes::myself));
  }

  /** The first line of the node about itself, if the node was asked again in the same scrape. */
  public Optional<ClusterNodes.Line> earlierLine() {
    return earlierLine;
  }

  /** What is kept after the scrape: which node it is, whether it is up, and its view. */
  public NodeReport withoutMeasurements() {
    Map<Collector, Object> kept = new HashMap<>(parts);
    kept.keySet().retainAll(Set.of(Collector.INFO, Collector.CLUSTER_NODES, Collector.SHARD_ID));
    kept.computeIfPresent(Collector.INFO, (collector, info) -> ((Info) info).only(LOADING));
    return new NodeReport(server, kept, Map.of(), Map.of(), Map.of(), Optional.empty());
  }

  /** The node's id in the cluster; empty without cluster support, and while it loads. */
  public Optional<String> id() {
    return id;
  }

  /**
   * The node's id; the expected one if the node has an id and could not report it now, because it
   * was loading or busy, or refused the command to this user.
   */
  public Optional<String> idOr(Optional<String> expected) {
    return id.isPresent() || !hidesId() ? id : expected;
  }

  /** Whether this can be the reply of a cluster node although it has no id. */
  public boolean hidesId() {
    Fault fault = failed.get(Collector.CLUSTER_NODES);
    return id().isEmpty()
        // "This instance has cluster support disabled"
        && fault != Fault.READ_ERROR_REPLY
        && server.clustered().orElse(fault != Fault.READ_UNKNOWN_COMMAND);
  }
}
