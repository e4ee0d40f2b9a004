package io.github.redisclusterexporter.testing;

import io.github.redisclusterexporter.node.Collector;
import io.github.redisclusterexporter.node.NodeReport;
import io.github.redisclusterexporter.node.ServerCommands;
import io.github.redisclusterexporter.node.ServerProfile;
import io.github.redisclusterexporter.redis.Command;
import io.github.redisclusterexporter.redis.Reply;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/** A node with captured replies, some of which may be changed. */
public final class CapturedNode {
  /** What tests with exact expectations ask for, so that a new collector does not change them. */
  public static final Set<Collector> COLLECTORS =
      Set.of(
          Collector.CLUSTER_NODES,
          Collector.INFO,
          Collector.QUEUES,
          Collector.COMMANDSTATS,
          Collector.CLUSTER_INFO,
          Collector.SHARD_ID,
          Collector.LATENCY,
          Collector.SLOWLOG);

  private static final String INFO = "INFO";

  /** Decoded once, because some tests make thousands of pages of the same replies. */
  private static final Map<String, Reply> DECODED = new ConcurrentHashMap<>();

  private final String version;
  private final String role;
  private final Map<String, Reply> changed;

  private CapturedNode(String version, String role, Map<String, Reply> changed) {
    this.version = version;
    this.role = role;
    this.changed = changed;
  }

  /** One of {@link CapturedReplies#VERSIONS} in one of {@link CapturedReplies#ROLES}. */
  public static CapturedNode of(String version, String role) {
    return new CapturedNode(version, role, Map.of());
  }

  /**
   * The same node with another reply.
   *
   * @param command as typed; {@code INFO} for each form of it
   */
  public CapturedNode with(String command, Reply reply) {
    Map<String, Reply> all = new HashMap<>(changed);
    all.put(command, reply);
    return new CapturedNode(version, role, all);
  }

  public CapturedNode with(String command, String text) {
    return with(command, new Reply.Text(text));
  }

  /** The same node with another text in its reply to INFO. */
  public CapturedNode withInfo(UnaryOperator<String> edit) {
    return with(INFO, edit.apply(((Reply.Text) reply(INFO)).text()));
  }

  /** The same node with one field of INFO set; the field is added if it is missing. */
  public CapturedNode withInfo(String field, String value) {
    return withInfo(info -> field + ":" + value + "\r\n" + withoutField(info, field));
  }

  /** The same node without one field of INFO. */
  public CapturedNode withoutInfo(String field) {
    return withInfo(info -> withoutField(info, field));
  }

  private static String withoutField(String info, String field) {
    return info.lines()
        .filter(line -> !line.startsWith(field + ":"))
        .reduce("", (all, line) -> all + line + "\r\n");
  }

  public ServerProfile profile() {
    return ServerProfile.of(reply(INFO));
  }

  public NodeReport report(Collector... wanted) {
    return report(Set.of(wanted));
  }

  public NodeReport report(Set<Collector> wanted) {
    ServerProfile profile = profile();
    List<Command> commands = new ServerCommands(profile, wanted).commands();
    return NodeReport.of(
        profile,
        wanted,
        commands.stream().map(command -> reply(command.toString())).toList(),
        lines -> true);
  }

  private Reply reply(String command) {
    boolean isInfo = command.startsWith(INFO);
    Reply other = changed.get(isInfo ? INFO : command);
    if (other != null) {
      return other;
    }
    String file = isInfo ? "info_all" : command.toLowerCase(Locale.ROOT).replace(' ', '_');
    return DECODED.computeIfAbsent(
        String.join("/", version, role, file),
        path -> Resp.decode(CapturedReplies.read(version, role, file)));
  }
}
