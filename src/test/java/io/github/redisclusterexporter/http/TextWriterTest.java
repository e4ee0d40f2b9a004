package io.github.redisclusterexporter.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
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
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The library's own writers say what is right. */
class TextWriterTest {
  private static final ExpositionFormatWriter TEXT =
      ExpositionFormats.init().getPrometheusTextFormatWriter();
  private static final ExpositionFormatWriter OPEN_METRICS =
      ExpositionFormats.init().getOpenMetricsTextFormatWriter();
  private static final String ODD = "a\\b \"quoted\"\nnext ünï {}=, 全";

  private record Pair(ExpositionFormatWriter own, ExpositionFormatWriter library) {}

  static Stream<Pair> writers() {
    return Stream.of(
        new Pair(TextWriter.prometheus(TEXT), TEXT),
        new Pair(TextWriter.openMetrics(OPEN_METRICS), OPEN_METRICS));
  }

  @ParameterizedTest
  @MethodSource("writers")
  void everyTypeIsWrittenAsTheLibraryDoes(Pair pair) throws IOException {
    for (Labels labels :
        List.of(Labels.EMPTY, Labels.of("node", ODD), Labels.of("a", "", "node", "n:1"))) {
      assertSame(
          pair,
          new MetricSnapshots(
              GaugeSnapshot.builder()
                  .name("a_gauge")
                  .help("Help with " + ODD)
                  .dataPoint(new GaugeDataPointSnapshot(1.5, labels, null))
                  .build(),
              CounterSnapshot.builder()
                  .name("a_counter")
                  .help("Help")
                  .dataPoint(new CounterDataPointSnapshot(7, labels, null, 0))
                  .build(),
              InfoSnapshot.builder()
                  .name("an")
                  .help("Help")
                  .dataPoint(new InfoDataPointSnapshot(labels))
                  .build(),
              HistogramSnapshot.builder()
                  .name("a_histogram_seconds")
                  .help("Help")
                  .dataPoint(
                      HistogramDataPointSnapshot.builder()
                          .labels(labels)
                          .sum(0.25)
                          .classicHistogramBuckets(
                              ClassicHistogramBuckets.builder()
                                  .bucket(0.000016, 3)
                                  .bucket(1.073741, 0)
                                  .bucket(Double.POSITIVE_INFINITY, 12_345_678_901L)
                                  .build())
                          .build())
                  .build()));
    }
  }

  @ParameterizedTest
  @MethodSource("writers")
  void nothingIsAPageToo(Pair pair) throws IOException {
    assertSame(pair, new MetricSnapshots());
  }

  @ParameterizedTest
  @MethodSource("writers")
  void everyNumberIsWrittenAsTheLibraryDoes(Pair pair) throws IOException {
    Random random = new Random(1);
    double[] values =
        DoubleStream.concat(
                DoubleStream.of(
                    0,
                    -0.0,
                    1,
                    -1,
                    0.1,
                    9_999_999,
                    10_000_000,
                    -9_999_999,
                    -1e7,
                    1e15,
                    1e300,
                    Double.MIN_VALUE,
                    Double.NaN,
                    Double.POSITIVE_INFINITY,
                    Double.NEGATIVE_INFINITY,
                    Long.MAX_VALUE,
                    1_795_392_195.963),
                // Enough for several chunks.
                DoubleStream.generate(
                        () -> Math.scalb((double) random.nextInt(), random.nextInt(40) - 20))
                    .limit(5_000))
            .toArray();
    GaugeSnapshot.Builder gauge = GaugeSnapshot.builder().name("a_gauge").help("Help");
    for (int i = 0; i < values.length; i++) {
      gauge.dataPoint(
          new GaugeDataPointSnapshot(values[i], Labels.of("i", Integer.toString(i)), null));
    }
    assertSame(pair, new MetricSnapshots(gauge.build()));
  }

  @Test
  void theContentTypeIsTheLibrarys() {
    assertThat(writers())
        .allSatisfy(
            pair ->
                assertThat(pair.own().getContentType()).isEqualTo(pair.library().getContentType()));
  }

  private static void assertSame(Pair pair, MetricSnapshots snapshots) throws IOException {
    assertThat(written(pair.own(), snapshots)).isEqualTo(written(pair.library(), snapshots));
  }

  private static String written(ExpositionFormatWriter writer, MetricSnapshots snapshots)
      throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    writer.write(out, snapshots);
    return out.toString(UTF_8);
  }
}
