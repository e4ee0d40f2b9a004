package io.github.redisclusterexporter.exposition;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/**
 * The two text formats, byte for byte as the library writes them, but for the order of families and
 * series, which is that of the page. The library takes a lock for every character, which was nearly
 * half of what a page cost.
 */
final class TextWriter implements PageWriter {

  /** Up to here a whole number is written without an exponent. */
  private static final double PLAIN = 1e7;

  /** Up to here all digits of a whole number are its own. */
  private static final double EXACT = 1e15;

  private static final byte[] COMMA = {','};

  private final boolean openMetrics;
  private final String contentType;

  private TextWriter(boolean openMetrics, String contentType) {
    this.openMetrics = openMetrics;
    this.contentType = contentType;
  }

  /** The Prometheus text format. */
  static TextWriter prometheus() {
    return new TextWriter(false, "text/plain; version=0.0.4; charset=utf-8");
  }

  /** OpenMetrics 1.0. */
  static TextWriter openMetrics() {
    return new TextWriter(true, "application/openmetrics-text; version=1.0.0; charset=utf-8");
  }

  @Override
  public String contentType() {
    return contentType;
  }

  @Override
  public void write(OutputStream out, List<Measured> page) throws IOException {
    TextBuffer text = new TextBuffer(out);
    for (Measured measured : page) {
      Metric metric = measured.metric();
      head(text, metric);
      List<String> bounds = metric.bounds().stream().map(TextWriter::number).toList();
      for (Series series : measured.series()) {
        write(text, metric, bounds, series);
        text.flushIfFull();
      }
    }
    if (openMetrics) {
      text.ascii("# EOF\n");
    }
    text.flush();
  }

  private void head(TextBuffer text, Metric metric) {
    String name = openMetrics ? metric.baseName() : metric.name();
    if (openMetrics) {
      type(text, name, metric.type());
    }
    text.ascii("# HELP ").ascii(name).ascii(" ");
    String help = metric.help();
    text.add(TextBuffer.bytes(openMetrics ? Escape.quoted(help) : Escape.unquoted(help)));
    text.ascii("\n");
    if (!openMetrics) {
      type(text, name, metric.type());
    }
  }

  private void type(TextBuffer text, String name, Metric.Type type) {
    text.ascii("# TYPE ").ascii(name);
    text.ascii(
        switch (type) {
          case GAUGE -> " gauge\n";
          case COUNTER -> " counter\n";
          case INFO -> openMetrics ? " info\n" : " gauge\n";
          case HISTOGRAM -> " histogram\n";
        });
  }

  private static void write(TextBuffer text, Metric metric, List<String> bounds, Series series) {
    List<LabelSet.Label> labels = series.labels();
    switch (metric.type()) {
      case GAUGE, COUNTER ->
          braced(text.ascii(metric.name()), labels).ascii(number(series.value())).ascii("\n");
      case INFO -> braced(text.ascii(metric.name()), labels).ascii("1\n");
      case HISTOGRAM -> histogram(text, metric.name(), bounds, labels, series);
    }
  }

  private static void histogram(
      TextBuffer text,
      String name,
      List<String> bounds,
      List<LabelSet.Label> labels,
      Series series) {
    long count = 0;
    for (int i = 0; i < series.buckets().size(); i++) {
      count += series.buckets().get(i);
      text.ascii(name).ascii("_bucket{");
      plain(text, labels).ascii(labels.isEmpty() ? "le=\"" : ",le=\"");
      text.ascii(i < bounds.size() ? bounds.get(i) : "+Inf");
      text.ascii("\"} ").ascii(Long.toString(count)).ascii("\n");
    }
    braced(text.ascii(name).ascii("_count"), labels).ascii(Long.toString(count)).ascii("\n");
    braced(text.ascii(name).ascii("_sum"), labels).ascii(number(series.value())).ascii("\n");
  }

  private static TextBuffer braced(TextBuffer text, List<LabelSet.Label> labels) {
    return labels.isEmpty() ? text.ascii(" ") : plain(text.ascii("{"), labels).ascii("} ");
  }

  private static TextBuffer plain(TextBuffer text, List<LabelSet.Label> labels) {
    for (int i = 0; i < labels.size(); i++) {
      if (i > 0) {
        text.add(COMMA);
      }
      labels.get(i).addTo(text);
    }
    return text;
  }

  private static String number(double value) {
    if (value == Double.POSITIVE_INFINITY) {
      return "+Inf";
    }
    if (value == Double.NEGATIVE_INFINITY) {
      return "-Inf";
    }
    // Most values are whole numbers, and the digits of a double are slow to find.
    long whole = (long) value;
    if (whole != value || whole == 0 || Math.abs(value) >= EXACT) {
      return Double.toString(value);
    }
    return Math.abs(value) < PLAIN ? whole + ".0" : scientific(whole);
  }

  private static String scientific(long whole) {
    String digits = Long.toString(Math.abs(whole));
    int end = digits.length();
    while (end > 2 && digits.charAt(end - 1) == '0') {
      end--;
    }
    return (whole < 0 ? "-" : "")
        + digits.charAt(0)
        + '.'
        + digits.substring(1, end)
        + 'E'
        + (digits.length() - 1);
  }
}
