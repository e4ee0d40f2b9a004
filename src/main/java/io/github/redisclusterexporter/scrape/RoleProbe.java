package io.github.redisclusterexporter.scrape;

import io.github.redisclusterexporter.cluster.Node;
import io.github.redisclusterexporter.cluster.Role;
import io.github.redisclusterexporter.net.Deadline;
import io.github.redisclusterexporter.net.HostPort;
import io.github.redisclusterexporter.node.Collector;
import io.github.redisclusterexporter.node.Info;
import io.github.redisclusterexporter.node.ServerProfile;
import io.github.redisclusterexporter.redis.Command;
import io.github.redisclusterexporter.redis.NodeClient;
import io.github.redisclusterexporter.redis.RedisException;
import io.github.redisclusterexporter.redis.Reply;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks a node for its role, over its kept connection. A restarted primary reports its role long
 * before it has loaded its keys, so loading is checked too.
 */
record RoleProbe(ClusterConnections connections) implements FailoverMonitor.RoleCheck {
  private static final Logger logger = LoggerFactory.getLogger(RoleProbe.class);
  private static final List<Command> SECTIONS =
      List.of(Collector.INFO.command().with("replication", "persistence"));

  /** Before 7.0, and on some other products, INFO takes at most one section. */
  private static final List<Command> WHOLE = List.of(Collector.INFO.command().with());

  @Override
  public boolean isPrimary(Node node, Duration timeout) {
    Optional<HostPort> address = connections.addressBook().addressOf(node);
    if (address.isEmpty()) {
      return false;
    }
    try {
      NodeClient client = connections.clients().client(address.get());
      Deadline deadline = Deadline.after(timeout);
      Reply info = connections.execute(client, RoleProbe::commands, deadline).replies().get(0);
      if (!(info instanceof Reply.Text text) || !isLoadedPrimary(Info.parse(text.text()))) {
        return false;
      }
      if (node.id().isPresent()) {
        connections.requireIdentity(node.id().get(), client, deadline);
      }
      return true;
    } catch (RedisException e) {
      logger.debug("{} did not report its role", node.name(), e);
      return false;
    }
  }

  private static List<Command> commands(ServerProfile server) {
    return Collector.takesInfoSections(server) ? SECTIONS : WHOLE;
  }

  private static boolean isLoadedPrimary(Info info) {
    return Role.of(info) == Role.PRIMARY && info.text("loading").orElse("0").equals("0");
  }
}
