package io.github.redisclusterexporter.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot.InfoDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * The two text formats, byte for byte as the library writes them, for the types that are on our
 * pages. The library takes a lock for every character, which is nearly half of what a page costs.
 */
final class TextWriter implements ExpositionFormatWriter {
  private static final int CHUNK = 32 * 1024;

  /** Up to here a whole number is written without an exponent. */
  private static final double PLAIN = 1e7;

  private final ExpositionFormatWriter library;
  private final boolean openMetrics;

  private TextWriter(ExpositionFormatWriter library, boolean openMetrics) {
    this.library = library;
    this.openMetrics = openMetrics;
  }

  /** Stands in for the library's writer of the Prometheus text format. */
  static TextWriter prometheus(ExpositionFormatWriter library) {
    return new TextWriter(library, false);
  }

  /** Stands in for the library's writer of OpenMetrics 1.0. */
  static TextWriter openMetrics(ExpositionFormatWriter library) {
    return new TextWriter(library, true);
  }

  @Override
  public boolean accepts(@Nullable String acceptHeader) {
    return library.accepts(acceptHeader);
  }

  @Override
  public String getContentType() {
    return library.getContentType();
  }

  /** Names that would have to be escaped cannot be on our pages, whatever the scheme. */
  @Override
  public void write(OutputStream out, MetricSnapshots snapshots, EscapingScheme escaping)
      throws IOException {
    StringBuilder page = new StringBuilder(CHUNK + CHUNK / 4);
    for (MetricSnapshot snapshot : snapshots) {
      write(snapshot, page, out);
    }
    if (openMetrics) {
      page.append("# EOF\n");
    }
    flush(page, out);
  }

  private void write(MetricSnapshot snapshot, StringBuilder page, OutputStream out)
      throws IOException {
    MetricMetadata metadata = snapshot.getMetadata();
    String name = metadata.getPrometheusName();
    if (snapshot instanceof GaugeSnapshot gauge) {
      head(page, metadata, name, "gauge");
      for (GaugeDataPointSnapshot point : gauge.getDataPoints()) {
        line(page, name, "", point.getLabels(), point.getValue());
        flushIfFull(page, out);
      }
    } else if (snapshot instanceof CounterSnapshot counter) {
      head(page, metadata, openMetrics ? name : name + "_total", "counter");
      for (CounterDataPointSnapshot point : counter.getDataPoints()) {
        line(page, name, "_total", point.getLabels(), point.getValue());
        flushIfFull(page, out);
      }
    } else if (snapshot instanceof InfoSnapshot info) {
      head(page, metadata, openMetrics ? name : name + "_info", openMetrics ? "info" : "gauge");
      for (InfoDataPointSnapshot point : info.getDataPoints()) {
        name(page, name, "_info", point.getLabels()).append("1\n");
        flushIfFull(page, out);
      }
    } else if (snapshot instanceof HistogramSnapshot histogram) {
      head(page, metadata, name, "histogram");
      for (HistogramDataPointSnapshot point : histogram.getDataPoints()) {
        histogram(page, name, point);
        flushIfFull(page, out);
      }
    } else {
      throw new IllegalArgumentException("no page has a " + snapshot.getClass().getSimpleName());
    }
  }

  private void head(StringBuilder page, MetricMetadata metadata, String name, String type) {
    String help = metadata.getHelp();
    if (openMetrics) {
      page.append("# TYPE ").append(name).append(' ').append(type).append('\n');
    }
    if (help != null && !help.isEmpty()) {
      page.append("# HELP ").append(name).append(' ');
      escape(page, help, openMetrics);
      page.append('\n');
    }
    if (!openMetrics) {
      page.append("# TYPE ").append(name).append(' ').append(type).append('\n');
    }
  }

  private static void line(
      StringBuilder page, String name, String suffix, Labels labels, double value) {
    number(name(page, name, suffix, labels), value).append('\n');
  }

  private static StringBuilder name(StringBuilder page, String name, String suffix, Labels labels) {
    page.append(name).append(suffix);
    if (!labels.isEmpty()) {
      labels(page.append('{'), labels).append('}');
    }
    return page.append(' ');
  }

  private static StringBuilder labels(StringBuilder page, Labels labels) {
    for (int i = 0; i < labels.size(); i++) {
      if (i > 0) {
        page.append(',');
      }
      page.append(labels.getPrometheusName(i)).append("=\"");
      escape(page, labels.getValue(i), true);
      page.append('"');
    }
    return page;
  }

  private static void histogram(StringBuilder page, String name, HistogramDataPointSnapshot point) {
    String labels = labels(new StringBuilder(), point.getLabels()).toString();
    ClassicHistogramBuckets buckets = point.getClassicBuckets();
    long count = 0;
    for (int i = 0; i < buckets.size(); i++) {
      count += buckets.getCount(i);
      page.append(name).append("_bucket{").append(labels).append(labels.isEmpty() ? "" : ",");
      number(page.append("le=\""), buckets.getUpperBound(i)).append("\"} ");
      page.append(count).append('\n');
    }
    String braced = labels.isEmpty() ? " " : "{" + labels + "} ";
    page.append(name).append("_count").append(braced).append(count).append('\n');
    number(page.append(name).append("_sum").append(braced), point.getSum()).append('\n');
  }

  private static StringBuilder number(StringBuilder page, double value) {
    if (value == Double.POSITIVE_INFINITY) {
      return page.append("+Inf");
    }
    if (value == Double.NEGATIVE_INFINITY) {
      return page.append("-Inf");
    }
    // Most values are whole numbers, and the digits of a double are slow to find.
    long whole = (long) value;
    return whole == value && whole != 0 && Math.abs(value) < PLAIN
        ? page.append(whole).append(".0")
        : page.append(value);
  }

  private static void escape(StringBuilder page, String text, boolean quotes) {
    int from = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\' || c == '\n' || (quotes && c == '"')) {
        page.append(text, from, i).append('\\').append(c == '\n' ? 'n' : c);
        from = i + 1;
      }
    }
    page.append(text, from, text.length());
  }

  private static void flushIfFull(StringBuilder page, OutputStream out) throws IOException {
    if (page.length() >= CHUNK) {
      flush(page, out);
    }
  }

  private static void flush(StringBuilder page, OutputStream out) throws IOException {
    out.write(page.toString().getBytes(UTF_8));
    page.setLength(0);
  }
}
