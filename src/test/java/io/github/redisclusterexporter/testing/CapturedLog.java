package io.github.redisclusterexporter.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What this process writes to stderr, where the log goes, until it is closed. */
public final class CapturedLog implements AutoCloseable {
  private final PrintStream before = System.err;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  private CapturedLog() {
    System.setErr(new PrintStream(new Both(bytes, before), true, StandardCharsets.UTF_8));
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
    System.setErr(before);
  }

  /** Kept, and still to be seen in the report of a test that failed. */
  private static final class Both extends OutputStream {
    private final OutputStream kept;
    private final PrintStream shown;

    private Both(OutputStream kept, PrintStream shown) {
      this.kept = kept;
      this.shown = shown;
    }

    @Override
    public void write(int value) throws IOException {
      kept.write(value);
      shown.write(value);
    }

    @Override
    public void write(byte[] buffer, int offset, int length) throws IOException {
      kept.write(buffer, offset, length);
      shown.write(buffer, offset, length);
    }
  }
}
