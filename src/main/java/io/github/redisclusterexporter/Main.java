package io.github.redisclusterexporter;

import io.github.redisclusterexporter.check.CheckReport;
import io.github.redisclusterexporter.config.ConfigException;
import io.github.redisclusterexporter.config.ConfigLoader;
import io.github.redisclusterexporter.metric.BuildInfo;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the arguments, and turns what happens into an exit code. */
final class Main {
  /** Ended by a signal after a clean stop. */
  static final int EXIT_OK = 0;

  /** Could not start, because the port is in use for instance. */
  static final int EXIT_CANNOT_START = 1;

  /** A check found something that is not as it should be. */
  static final int EXIT_DEGRADED = 1;

  /** The arguments or the configuration are wrong. */
  static final int EXIT_BAD_CONFIGURATION = 2;

  private static final Logger logger = LoggerFactory.getLogger(Main.class);

  private final PrintStream out;
  private final PrintStream err;
  private final ConfigLoader loader;

  Main(PrintStream out, PrintStream err, ConfigLoader loader) {
    this.out = out;
    this.err = err;
    this.loader = loader;
  }

  public static void main(String[] args) throws InterruptedException {
    ConfigLoader loader = new ConfigLoader(System.getenv(), System.getProperties());
    int code = new Main(System.out, System.err, loader).run(args);
    if (code != EXIT_OK) {
      System.exit(code);
    }
  }

  int run(String[] args) throws InterruptedException {
    Arguments arguments;
    try {
      arguments = Arguments.parse(args);
    } catch (IllegalArgumentException e) {
      err.println(e.getMessage());
      err.println(Arguments.USAGE);
      return EXIT_BAD_CONFIGURATION;
    }
    if (arguments.help()) {
      out.println(Arguments.USAGE);
      return EXIT_OK;
    }
    BuildInfo build = build();
    if (arguments.version()) {
      out.println(build.title());
      return EXIT_OK;
    }
    try {
      ConfigReloader.Source source =
          () -> loader.load(arguments.configFile(), ExporterConfig::read);
      ExporterConfig config = source.load();
      config.log().apply();
      Optional<String> check = arguments.check();
      return check.isPresent() ? check(config, check.get(), build) : serve(config, source, build);
    } catch (ConfigException e) {
      loader.hints().forEach(err::println);
      err.println(e.getMessage());
      return EXIT_BAD_CONFIGURATION;
    }
  }

  private int check(ExporterConfig config, String only, BuildInfo build)
      throws InterruptedException {
    List<ClusterConfig> clusters =
        config.clusters().stream()
            .filter(cluster -> only.isEmpty() || cluster.redis().name().equals(only))
            .toList();
    if (clusters.isEmpty()) {
      err.println(
          "--check names no configured cluster; there are: "
              + config.clusters().stream()
                  .map(cluster -> cluster.redis().name())
                  .collect(Collectors.joining(", ")));
      return EXIT_BAD_CONFIGURATION;
    }
    loader.hints().forEach(err::println);
    boolean isHealthy = true;
    for (CheckReport report : Check.run(clusters, build)) {
      report.lines().forEach(out::println);
      isHealthy &= report.hasNoFindings();
    }
    return isHealthy ? EXIT_OK : EXIT_DEGRADED;
  }

  private int serve(ExporterConfig config, ConfigReloader.Source source, BuildInfo build)
      throws InterruptedException {
    CountDownLatch stopped = new CountDownLatch(1);
    try (Exporter exporter = Exporter.start(config, source, build, Clock.systemUTC())) {
      if (!HangUpSignal.handle(exporter.reloader()::reloadInBackground)) {
        logger.info("This system has no SIGHUP that could have the configuration read again");
      }
      StartLog.lines(config, build, exporter.port()).forEach(logger::info);
      loader.hints().forEach(logger::warn);
      for (ClusterConfig cluster : config.clusters()) {
        cluster.redis().nameAdvice().ifPresent(logger::warn);
      }
      Thread main = Thread.currentThread();
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(stopped, main), "shutdown"));
      stopped.await();
    } catch (IOException e) {
      err.println(e.getMessage());
      return EXIT_CANNOT_START;
    }
    return EXIT_OK;
  }

  /** The JVM ends with the last shutdown hook, so this one waits until all is closed. */
  private static void stop(CountDownLatch stopped, Thread main) {
    stopped.countDown();
    try {
      main.join(5_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (!main.isAlive()) {
      // Left alone, a JVM that a signal ended reports the signal, as if it had been killed.
      Runtime.getRuntime().halt(EXIT_OK);
    }
  }

  static BuildInfo build() {
    Properties properties = new Properties();
    try (InputStream in = Main.class.getResourceAsStream("/build.properties")) {
      if (in != null) {
        properties.load(in);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the jar is damaged: build.properties cannot be read", e);
    }
    return BuildInfo.of(properties, Runtime.version());
  }
}
