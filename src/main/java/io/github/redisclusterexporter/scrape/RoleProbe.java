package io.github.redisclusterexporter.scrape;

import io.github.redisclusterexporter.cluster.Node;
import io.github.redisclusterexporter.net.Deadline;
import io.github.redisclusterexporter.net.HostPort;
import io.github.redisclusterexporter.node.Collector;
import io.github.redisclusterexporter.node.Info;
import io.github.redisclusterexporter.node.ServerProfile;
import io.github.redisclusterexporter.redis.Command;
import io.github.redisclusterexporter.redis.NodeClient;
import io.github.redisclusterexporter.redis.NodeClients;
import io.github.redisclusterexporter.redis.RedisException;
import io.github.redisclusterexporter.redis.Reply;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks a node for its role, over the connection that scrapes use. A primary that was restarted says
 * that it is one long before it has loaded what it has to serve.
 */
final class RoleProbe implements FailoverMonitor.RoleCheck {
  private static final Logger logger = LoggerFactory.getLogger(RoleProbe.class);
  private static final List<Command> SECTIONS =
      List.of(Collector.INFO.command().with("replication", "persistence"));

  /** Before 7.0 INFO takes one section, or none for the usual ones. */
  private static final List<Command> WHOLE = List.of(Collector.INFO.command().with());

  private final NodeAddressBook addressBook;
  private final NodeClients clients;

  RoleProbe(ClusterConnections connections) {
    this.addressBook = connections.addressBook();
    this.clients = connections.clients();
  }

  @Override
  public boolean serves(Node node, Duration patience) {
    Optional<HostPort> address = addressBook.addressOf(node);
    if (address.isEmpty()) {
      return false;
    }
    try {
      NodeClient.PipelineResult answer =
          clients.client(address.get()).execute(RoleProbe::question, Deadline.after(patience));
      return answer.replies().get(0) instanceof Reply.Text text && serves(Info.parse(text.text()));
    } catch (RedisException e) {
      logger.debug("{} does not say whether it serves", node.name(), e);
      return false;
    }
  }

  private static List<Command> question(Reply serverInfo) {
    return ServerProfile.of(serverInfo).compatibility().isAtLeast(7, 0) ? SECTIONS : WHOLE;
  }

  private static boolean serves(Info info) {
    return info.text("role").equals(Optional.of("master"))
        && info.text("loading").equals(Optional.of("0"));
  }
}
