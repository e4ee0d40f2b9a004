package io.github.redisclusterexporter;

import io.github.redisclusterexporter.check.CheckFacts;
import io.github.redisclusterexporter.check.CheckReport;
import io.github.redisclusterexporter.net.Deadline;
import io.github.redisclusterexporter.scrape.ScrapeResult;
import io.github.redisclusterexporter.status.ClusterStatus;
import io.github.redisclusterexporter.status.StatusPage;
import io.github.redisclusterexporter.web.StatusSource;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;

/** Reads the clusters for the status page: one scrape of each, and what a check finds in it. */
record StatusReader(RunningClusters clusters, Clock clock, ExecutorService executor)
    implements StatusSource {
  /** Somebody is waiting in front of a browser. */
  private static final Duration LONGEST = Duration.ofSeconds(4);

  private static ClusterStatus read(RunningCluster cluster, Deadline deadline, Instant readAt)
      throws InterruptedException {
    ClusterConfig config = cluster.config();
    MonitoredCluster monitored = cluster.monitored();
    ScrapeResult scrape = monitored.monitor().scrape(cluster.collectors(), deadline);
    CheckReport report =
        new CheckReport(
            new CheckFacts(
                config.redis(),
                cluster.collectors(),
                config.collectors().switchedOff(),
                scrape,
                monitored.monitor()::failures,
                monitored.keys().keyScanFault()));
    return new ClusterStatus(
        config.redis().name(), scrape, report.findings(), report.grants(), readAt);
  }

  @Override
  public Reading read() throws InterruptedException {
    Instant readAt = clock.instant();
    Deadline deadline =
        Deadline.after(
            Collections.min(List.of(LONGEST, clusters.scrapeConfig().budget(Optional.empty()))));
    List<ClusterStatus> read = new ArrayList<>();
    try (RunningClusters.Lease lease = clusters.leaseAll()) {
      List<Callable<ClusterStatus>> tasks = new ArrayList<>();
      lease.clusters().forEach(cluster -> tasks.add(() -> read(cluster, deadline, readAt)));
      for (Future<ClusterStatus> task : executor.invokeAll(tasks)) {
        read.add(task.get());
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("the scrape of a cluster failed", e);
    }
    return new Page(new StatusPage(read, readAt));
  }

  private record Page(StatusPage page) implements StatusSource.Reading {
    @Override
    public String contentSecurityPolicy() {
      return page.contentSecurityPolicy();
    }

    @Override
    public String html(Duration age, boolean refreshes) {
      return page.html(age, refreshes);
    }
  }
}
