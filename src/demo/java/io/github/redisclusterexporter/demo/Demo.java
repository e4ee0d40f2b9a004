package io.github.redisclusterexporter.demo;

import io.github.redisclusterexporter.demo.DemoOptions.Mode;
import io.github.redisclusterexporter.testing.RedisCluster;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The main class of {@code ./demo}. System properties: {@code exporter.launcher}, {@code
 * test.redis.binaries}, {@code demo.rules} (a directory of alert rules, which may be missing).
 */
public final class Demo {
  private static final int FAILED = 1;
  private static final int USAGE = 2;
  private static final long SIGNAL_MILLIS = 1000;
  private static final long CLOSE_SECONDS = 30;

  private final CountDownLatch stopping = new CountDownLatch(1);
  private final CountDownLatch closed = new CountDownLatch(1);
  private final DemoOptions options;

  private Demo(DemoOptions options) {
    this.options = options;
  }

  public static void main(String[] args) {
    DemoOptions options;
    try {
      options = DemoOptions.parse(args);
    } catch (DemoOptions.UsageException e) {
      System.err.println("demo: " + e.getMessage() + "; see ./demo --help");
      System.exit(USAGE);
      return;
    }
    System.exit(new Demo(options).run());
  }

  private int run() {
    Monitoring monitoring = options.mode() == Mode.STAY ? Monitoring.onPath() : Monitoring.none();
    List<String> busy =
        options
            .ports()
            .busy(monitoring.prometheus().isPresent(), monitoring.alertmanager().isPresent());
    if (!busy.isEmpty()) {
      System.err.println("demo: these ports are in use: " + String.join(", ", busy));
      DemoPorts.freeBase()
          .ifPresent(base -> System.err.println("Free ports: ./demo --port-base " + base));
      return FAILED;
    }
    stopOnSignal(Thread.currentThread());
    try (DemoRun run = new DemoRun(options.ports(), messages())) {
      return run(run, monitoring);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return FAILED;
    } catch (IOException | RuntimeException | AssertionError e) {
      if (stopping.getCount() > 0) {
        System.err.println("demo: " + e.getMessage());
      }
      return FAILED;
    } finally {
      closed.countDown();
    }
  }

  private int run(DemoRun run, Monitoring monitoring) throws IOException, InterruptedException {
    try {
      RedisCluster cluster = run.startCluster();
      if (options.mode() == Mode.DRILL) {
        DemoProcess unused = run.startExporter(launcher(), cluster.addresses());
        return run.drill(cluster) ? 0 : FAILED;
      }
      Workload workload = run.startWorkload(cluster.addresses());
      DemoProcess exporter = run.startExporter(launcher(), cluster.addresses());
      if (options.mode() == Mode.ONCE) {
        System.out.write(run.scrape(workload));
        System.out.flush();
        return 0;
      }
      run.startMonitoring(
          monitoring, Path.of(System.getProperty("demo.rules", "alerts")), workload);
      run.printGuide(cluster, monitoring);
      exporter.awaitEnd();
      // Ctrl-C in a terminal also stops the exporter, which is not reported as a failure.
      if (!stopping.await(SIGNAL_MILLIS, TimeUnit.MILLISECONDS)) {
        System.err.println("demo: " + exporter.describeEnd());
      }
      return FAILED;
    } finally {
      // Closing waits for processes; a pending interrupt would end these waits.
      Thread.interrupted();
    }
  }

  private static Path launcher() {
    return Path.of(System.getProperty("exporter.launcher"));
  }

  /** With {@code --once} only the page is written to stdout. */
  private PrintStream messages() {
    return options.mode() == Mode.ONCE ? System.err : System.out;
  }

  /**
   * The main thread started all processes and stops them: a signal interrupts it and waits until it
   * ends.
   */
  private void stopOnSignal(Thread main) {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  stopping.countDown();
                  if (closed.getCount() > 0) {
                    main.interrupt();
                  }
                  try {
                    if (!closed.await(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                      System.err.println("demo: not all processes have ended");
                    }
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                }));
  }
}
