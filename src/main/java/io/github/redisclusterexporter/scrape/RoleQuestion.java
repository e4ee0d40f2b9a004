package io.github.redisclusterexporter.scrape;

import io.github.redisclusterexporter.address.HostPort;
import io.github.redisclusterexporter.cluster.Node;
import io.github.redisclusterexporter.node.Info;
import io.github.redisclusterexporter.redis.Command;
import io.github.redisclusterexporter.redis.Deadline;
import io.github.redisclusterexporter.redis.NodeLink;
import io.github.redisclusterexporter.redis.NodeLinks;
import io.github.redisclusterexporter.redis.RedisException;
import io.github.redisclusterexporter.redis.Reply;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks a node for its role: INFO replication, over the connection that scrapes use. */
final class RoleQuestion implements ServiceWatch.Question {
  private static final Logger logger = LoggerFactory.getLogger(RoleQuestion.class);
  private static final List<Command> QUESTION = List.of(Command.of("INFO", "replication"));

  private final Directory directory;
  private final NodeLinks links;

  RoleQuestion(Directory directory, NodeLinks links) {
    this.directory = directory;
    this.links = links;
  }

  @Override
  public boolean isPrimary(Node node, Duration patience) {
    Optional<HostPort> address = directory.addressOf(node);
    if (address.isEmpty()) {
      return false;
    }
    try {
      NodeLink.Answer answer =
          links.to(address.get()).ask(introduction -> QUESTION, Deadline.after(patience));
      return answer.replies().get(0) instanceof Reply.Text text
          && Info.parse(text.text()).text("role").equals(Optional.of("master"));
    } catch (RedisException e) {
      logger.debug("{} does not say whether it is a primary", node.name(), e);
      return false;
    }
  }
}
