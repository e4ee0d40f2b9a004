package io.github.redisclusterexporter.scrape;

import io.github.redisclusterexporter.cluster.NodeAnswer;
import io.github.redisclusterexporter.config.ClusterMode;
import io.github.redisclusterexporter.config.RedisConfig;
import io.github.redisclusterexporter.node.Ask;
import io.github.redisclusterexporter.node.NodeReport;
import io.github.redisclusterexporter.node.ServerProfile;
import io.github.redisclusterexporter.redis.Deadline;
import io.github.redisclusterexporter.redis.NodeLink;
import io.github.redisclusterexporter.redis.NodeLinks;
import io.github.redisclusterexporter.redis.RedisException;
import io.github.redisclusterexporter.redis.Reply;
import java.util.Optional;
import java.util.Set;

/** Asks one address everything that a scrape wants to know of it. */
final class NodeProbe implements Round.Probe {
  private final RedisConfig config;
  private final NodeLinks links;
  private final Directory directory;
  private final FaultLog faults;
  private final Set<Ask> wanted;
  private final ViewSample views;

  NodeProbe(
      RedisConfig config,
      NodeLinks links,
      Directory directory,
      FaultLog faults,
      Set<Ask> wanted,
      ViewSample views) {
    this.config = config;
    this.links = links;
    this.directory = directory;
    this.faults = faults;
    this.wanted = wanted;
    this.views = views;
  }

  @Override
  public NodeAnswer ask(Target target, Deadline deadline) {
    long start = System.nanoTime();
    Optional<NodeReport> report = report(target, deadline.within(config.timeout()));
    return new NodeAnswer(target.address(), target.expected(), report, start, System.nanoTime());
  }

  private Optional<NodeReport> report(Target target, Deadline deadline) {
    try {
      if (target.expected().isEmpty()) {
        directory.noteNames(target.address(), links.resolve(target.address()));
      }
      NodeLink.Answer answer =
          links
              .to(target.address())
              .ask(introduction -> Ask.commands(profile(introduction), wanted), deadline);
      NodeReport report =
          NodeReport.of(
              profile(answer.introduction()),
              wanted,
              answer.replies(),
              views.includes(target.expected()));
      faults.answered(target.address(), report.faults());
      return Optional.of(report);
    } catch (RedisException e) {
      faults.failed(target.address(), e.fault(), String.valueOf(e.getMessage()));
      return Optional.empty();
    } catch (RuntimeException e) {
      faults.bug(target.address(), e);
      return Optional.empty();
    }
  }

  private ServerProfile profile(Reply introduction) {
    ServerProfile profile = ServerProfile.of(introduction);
    return config.cluster() == ClusterMode.AUTO
        ? profile
        : profile.withClustered(config.cluster() == ClusterMode.TRUE);
  }
}
