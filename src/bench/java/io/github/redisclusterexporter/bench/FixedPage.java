package io.github.redisclusterexporter.bench;

import io.github.redisclusterexporter.web.WebConfig;
import io.github.redisclusterexporter.web.WebServer;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Exemplars;
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
import io.prometheus.metrics.model.snapshots.Quantiles;
import io.prometheus.metrics.model.snapshots.SummarySnapshot;
import io.prometheus.metrics.model.snapshots.SummarySnapshot.SummaryDataPointSnapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A program that serves one page of the exporter, always with the same values: with the exporter's
 * HTTP server and the library's text writer, and without servers, metrics or new objects for each
 * page. What it costs cannot be saved without another library or a smaller page. Arguments: a file
 * with the page in the Prometheus text format, and the port; others are ignored.
 */
public final class FixedPage {
  private static final Pattern SAMPLE = Pattern.compile("(\\w+)(?:\\{(.*)})? (\\S+)");
  private static final Pattern LABEL = Pattern.compile("(\\w+)=\"([^\"\\\\]*)\"");
  private static final String BOUND = "le";

  private FixedPage() {}

  /** One line of a page. */
  private record Sample(String name, Labels labels, Optional<Double> bound, double value) {
    static Sample parse(String line) {
      Matcher sample = SAMPLE.matcher(line);
      if (!sample.matches()) {
        throw new IllegalArgumentException("not a sample: " + line);
      }
      Labels.Builder labels = Labels.builder();
      Optional<Double> bound = Optional.empty();
      Matcher label = LABEL.matcher(Optional.ofNullable(sample.group(2)).orElse(""));
      while (label.find()) {
        if (label.group(1).equals(BOUND)) {
          bound = Optional.of(number(label.group(2)));
        } else {
          labels.label(label.group(1), label.group(2));
        }
      }
      return new Sample(sample.group(1), labels.build(), bound, number(sample.group(3)));
    }

    private static double number(String text) {
      return text.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(text);
    }
  }

  /** One metric of a page: the words of its TYPE line, its help text, and its samples. */
  private record Family(String name, String type, String help, List<Sample> samples) {
    MetricSnapshot snapshot() {
      return switch (type) {
        case "counter" -> counter();
        case "histogram" -> histogram();
        case "summary" -> summary();
        case "gauge" -> name.endsWith("_info") ? info() : gauge();
        default -> throw new IllegalArgumentException("the type of " + name + " is " + type);
      };
    }

    private MetricMetadata metadata(String metric) {
      return new MetricMetadata(metric, help);
    }

    private String withoutSuffix() {
      return name.substring(0, name.lastIndexOf('_'));
    }

    private <T> List<T> points(BiFunction<Labels, Double, T> point) {
      return samples.stream().map(each -> point.apply(each.labels(), each.value())).toList();
    }

    private MetricSnapshot gauge() {
      return new GaugeSnapshot(
          metadata(name),
          points((labels, value) -> new GaugeDataPointSnapshot(value, labels, null)));
    }

    private MetricSnapshot counter() {
      return new CounterSnapshot(
          metadata(withoutSuffix()),
          points((labels, value) -> new CounterDataPointSnapshot(value, labels, null, 0)));
    }

    private MetricSnapshot info() {
      return new InfoSnapshot(
          metadata(withoutSuffix()), points((labels, one) -> new InfoDataPointSnapshot(labels)));
    }

    private <T> List<T> distributions(BiFunction<Labels, List<Sample>, T> point) {
      List<T> points = new ArrayList<>();
      byLabels().forEach((labels, ofLabels) -> points.add(point.apply(labels, ofLabels)));
      return points;
    }

    private MetricSnapshot histogram() {
      return new HistogramSnapshot(
          metadata(name),
          distributions(
              (labels, ofLabels) ->
                  new HistogramDataPointSnapshot(
                      buckets(ofLabels), value(ofLabels, "_sum"), labels, Exemplars.EMPTY, 0)));
    }

    private static ClassicHistogramBuckets buckets(List<Sample> ofLabels) {
      ClassicHistogramBuckets.Builder buckets = ClassicHistogramBuckets.builder();
      double below = 0;
      for (Sample sample : ofLabels) {
        if (sample.bound().isPresent()) {
          buckets.bucket(sample.bound().get(), (long) (sample.value() - below));
          below = sample.value();
        }
      }
      return buckets.build();
    }

    private MetricSnapshot summary() {
      return new SummarySnapshot(
          metadata(name),
          distributions(
              (labels, ofLabels) ->
                  new SummaryDataPointSnapshot(
                      (long) value(ofLabels, "_count"),
                      value(ofLabels, "_sum"),
                      Quantiles.EMPTY,
                      labels,
                      Exemplars.EMPTY,
                      0)));
    }

    private Map<Labels, List<Sample>> byLabels() {
      Map<Labels, List<Sample>> byLabels = new LinkedHashMap<>();
      samples.forEach(
          sample ->
              byLabels.computeIfAbsent(sample.labels(), none -> new ArrayList<>()).add(sample));
      return byLabels;
    }

    private double value(List<Sample> ofLabels, String suffix) {
      return ofLabels.stream()
          .filter(sample -> sample.name().equals(name + suffix))
          .mapToDouble(Sample::value)
          .findFirst()
          .orElseThrow();
    }
  }

  /** The snapshots that the library writes as this page. */
  static MetricSnapshots parse(List<String> page) {
    List<Family> families = new ArrayList<>();
    String help = "";
    for (String line : page) {
      String[] words = line.split(" ", 4);
      if (line.startsWith("# HELP ")) {
        help = words[3];
      } else if (line.startsWith("# TYPE ")) {
        families.add(new Family(words[2], words[3], help, new ArrayList<>()));
      } else {
        families.get(families.size() - 1).samples().add(Sample.parse(line));
      }
    }
    return new MetricSnapshots(families.stream().map(Family::snapshot).toList());
  }

  public static void main(String[] args) throws IOException {
    MetricSnapshots page = parse(Files.readAllLines(Path.of(args[0])));
    PrometheusRegistry registry = new PrometheusRegistry();
    MultiCollector collector = () -> page;
    registry.register(collector);
    WebServer unused =
        new WebServer(
            new WebConfig("127.0.0.1", Integer.parseInt(args[1]), 1, false, Optional.empty()),
            registry,
            () -> List.of("default"),
            () -> {
              throw new IllegalStateException("this program has no status page");
            },
            () -> "",
            cluster -> {});
  }
}
