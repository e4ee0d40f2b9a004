package io.github.redisclusterexporter;

import io.github.redisclusterexporter.config.ConfigException;
import io.github.redisclusterexporter.metric.ConfigStatus;
import io.github.redisclusterexporter.web.Reload;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the configuration again and puts it into use as a whole, or leaves everything as it was.
 * Says in the log, and by {@link ConfigStatus} in the metrics, how it went.
 */
final class ConfigReloader implements Reload {
  private static final Logger logger = LoggerFactory.getLogger(ConfigReloader.class);

  private final Source source;
  private final RunningClusters clusters;
  private final ExporterConfig first;
  private final ConfigStatus status;
  private final Clock clock;

  /** Reads the whole configuration, as at the start. */
  @FunctionalInterface
  interface Source {
    ExporterConfig load() throws ConfigException;
  }

  /**
   * Reads nothing yet.
   *
   * @param first with what the exporter was started, and keeps as far as it is not of a cluster
   */
  ConfigReloader(
      Source source,
      RunningClusters clusters,
      ExporterConfig first,
      ConfigStatus status,
      Clock clock) {
    this.source = source;
    this.clusters = clusters;
    this.first = first;
    this.status = status;
    this.clock = clock;
  }

  @Override
  public synchronized String reload() throws ConfigException {
    try {
      ExporterConfig config = source.load();
      String changes = String.join(" ", sentences(clusters.apply(config)));
      status.succeeded(clock.instant());
      logger.info("The configuration was read again. {}", changes);
      List<String> pending = first.changedKeys(config);
      if (pending.isEmpty()) {
        return changes;
      }
      String restart = "Changed, but needs a restart: " + String.join(", ", pending) + ".";
      logger.warn(restart);
      return changes + " " + restart;
    } catch (ConfigException e) {
      status.failed();
      logger.error(
          "The configuration was read again and is not used, the one before stays in use: {}",
          String.valueOf(e.getMessage()).replace("\n", "; "));
      throw e;
    } catch (RuntimeException | Error e) {
      status.failed();
      throw e;
    }
  }

  /** As {@link #reload}, when nobody waits for the result. */
  void reloadInBackground() {
    try {
      String unused = reload();
    } catch (ConfigException e) {
      logger.debug("The reload has failed, as logged", e);
    } catch (RuntimeException | Error e) {
      logger.error("The configuration could not be read again, the one before stays in use", e);
    }
  }

  private static List<String> sentences(RunningClusters.Changes changes) {
    List<String> sentences = new ArrayList<>();
    add(sentences, "Clusters added", changes.added());
    add(sentences, "Clusters removed", changes.removed());
    add(sentences, "Clusters changed", changes.changed());
    sentences.add("Clusters unchanged: " + changes.unchanged() + ".");
    return sentences;
  }

  private static void add(List<String> sentences, String what, List<String> names) {
    if (!names.isEmpty()) {
      sentences.add(what + ": " + String.join(", ", names) + ".");
    }
  }
}
