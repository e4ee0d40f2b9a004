package io.github.redisclusterexporter.testing;

import io.github.redisclusterexporter.LogConfig;
import io.github.redisclusterexporter.LogFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;

/**
 * What a test class writes to stderr, where the log goes, until the capture is closed. Test classes
 * run side by side in one process: a line belongs to the class on whose thread, or on a thread
 * started from there, it is written. The JDK's HTTP server starts its threads without that mark;
 * their lines go to every capture, so that a class that counts them has to be isolated.
 */
public final class CapturedLog implements AutoCloseable {
  private static final Set<CapturedLog> OPEN = ConcurrentHashMap.newKeySet();
  private static final InheritableThreadLocal<@Nullable Thread> TEST_THREAD =
      new InheritableThreadLocal<>();

  static {
    // Replaced once and for good: captures that overlap cannot restore each other's stream.
    System.setErr(new PrintStream(new Copies(System.err), true, StandardCharsets.UTF_8));
    new LogConfig(LogConfig.Threshold.INFO, LogFormat.TEXT).apply();
  }

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final @Nullable Thread testThread = TEST_THREAD.get();

  private CapturedLog() {
    OPEN.add(this);
  }

  public static CapturedLog start() {
    return new CapturedLog();
  }

  public String text() {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  /** The lines that hold this text. */
  public List<String> lines(String part) {
    return text().lines().filter(line -> line.contains(part)).toList();
  }

  @Override
  public void close() {
    OPEN.remove(this);
  }

  private boolean isOwnThread() {
    Thread marked = TEST_THREAD.get();
    return marked == null || marked == testThread;
  }

  /** Marks the thread that runs a test, before the test starts threads of its own. */
  public static final class TestThreads implements TestExecutionListener {
    @Override
    public void executionStarted(TestIdentifier test) {
      TEST_THREAD.set(Thread.currentThread());
    }
  }

  /** Kept by the captures of the same test class, and still shown in the report of the run. */
  private static final class Copies extends OutputStream {
    private final PrintStream shown;

    private Copies(PrintStream shown) {
      this.shown = shown;
    }

    @Override
    public void write(int value) throws IOException {
      for (CapturedLog log : OPEN) {
        if (log.isOwnThread()) {
          log.bytes.write(value);
        }
      }
      shown.write(value);
    }

    @Override
    public void write(byte[] buffer, int offset, int length) throws IOException {
      for (CapturedLog log : OPEN) {
        if (log.isOwnThread()) {
          log.bytes.write(buffer, offset, length);
        }
      }
      shown.write(buffer, offset, length);
    }
  }
}
