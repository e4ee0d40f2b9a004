package io.github.redisclusterexporter.exposition;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The library's own writers say what is right. */
class TextWriterTest {
  private static final String ODD = "a\\b \"quoted\"\nnext ünï {}=, 全";

  private record Pair(PageWriter own, ExpositionFormatWriter library) {}

  static Stream<Pair> writers() {
    ExpositionFormats library = ExpositionFormats.init();
    return Stream.of(
        new Pair(TextWriter.prometheus(), library.getPrometheusTextFormatWriter()),
        new Pair(TextWriter.openMetrics(), library.getOpenMetricsTextFormatWriter()));
  }

  @ParameterizedTest
  @MethodSource("writers")
  void everyTypeIsWrittenAsTheLibraryDoes(Pair pair) throws IOException {
    for (LabelSet subject : List.of(LabelSet.NONE, labels("m", ODD), labels("b", "", "m", "n:1"))) {
      for (LabelSet own : List.of(LabelSet.NONE, labels("a", ODD), labels("z", "1", "c", ""))) {
        assertSame(
            pair,
            List.of(
                measured("a_counter_total", Metric.Type.COUNTER, series(subject, own, 7)),
                measured("a_gauge", Metric.Type.GAUGE, series(subject, own, 1.5)),
                new Measured(
                    new Metric(
                        "a_histogram_seconds",
                        Metric.Type.HISTOGRAM,
                        List.of(),
                        List.of(0.000016, 1.073741),
                        "Help"),
                    List.of(new Series(subject, own, 0.25, List.of(3L, 0L, 12_345_678_901L)))),
                measured("an_info", Metric.Type.INFO, series(subject, own, 1))));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("writers")
  void nothingIsAPageToo(Pair pair) throws IOException {
    assertSame(pair, List.of());
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
                    1_795_392_195.963,
                    999_999_999_999_999L,
                    -1_200_000_000,
                    10_203_040_500L),
                // Enough for several chunks.
                DoubleStream.generate(
                        () ->
                            random.nextBoolean()
                                ? random.nextLong(1L << random.nextInt(1, 60))
                                : Math.scalb((double) random.nextInt(), random.nextInt(40) - 20))
                    .limit(10_000))
            .toArray();
    List<Series> series = new ArrayList<>();
    for (int i = 0; i < values.length; i++) {
      // The library sorts by the text of a label.
      series.add(series(labels("i", Integer.toString(100_000 + i)), LabelSet.NONE, values[i]));
    }
    assertSame(
        pair, List.of(measured("a_gauge", Metric.Type.GAUGE, series.toArray(Series[]::new))));
  }

  @ParameterizedTest
  @MethodSource("writers")
  void aSeriesMayBeLongerThanABuffer(Pair pair) throws IOException {
    assertSame(
        pair,
        List.of(
            measured(
                "a_gauge",
                Metric.Type.GAUGE,
                series(labels("a", "x".repeat(100_000)), LabelSet.NONE, 1))));
  }

  @Test
  void theContentTypeIsTheLibrarys() {
    assertThat(writers())
        .allSatisfy(
            pair ->
                assertThat(pair.own().contentType()).isEqualTo(pair.library().getContentType()));
  }

  private static LabelSet labels(String... namesAndValues) {
    List<String> names = new ArrayList<>();
    List<String> values = new ArrayList<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      names.add(namesAndValues[i]);
      values.add(namesAndValues[i + 1]);
    }
    return LabelSet.of(names, values);
  }

  private static Series series(LabelSet subject, LabelSet own, double value) {
    return new Series(subject, own, value, List.of());
  }

  private static Measured measured(String name, Metric.Type type, Series... series) {
    return new Measured(
        new Metric(name, type, List.of(), List.of(), "Help with " + ODD), List.of(series));
  }

  private static void assertSame(Pair pair, List<Measured> page) throws IOException {
    ByteArrayOutputStream own = new ByteArrayOutputStream();
    pair.own().write(own, page);
    ByteArrayOutputStream library = new ByteArrayOutputStream();
    pair.library().write(library, Snapshots.of(page));
    assertThat(own.toString(UTF_8)).isEqualTo(library.toString(UTF_8));
  }
}
