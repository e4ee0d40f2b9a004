package io.github.redisclusterexporter.metric;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.node.Collector;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CatalogTest {
  /** These tell whether the others can be trusted. */
  private static final Set<String> ALWAYS_ON = Set.of("probe", "exporter");

  private static final Pattern NAME = Pattern.compile("redis_cluster(_[a-z0-9]+)+");
  private static final Pattern LABEL = Pattern.compile("[a-z]+(_[a-z]+)*");
  private static final Pattern OTHER_UNIT =
      Pattern.compile(
          ".*_(ms|millis|milliseconds|us|usec|microseconds|minutes|hours|days|kb|mb|kilobytes"
              + "|megabytes|percent|pct|master|slave)(_.*)?");

  @Test
  void everyOtherGroupHasASwitch() {
    assertThat(Catalogs.withOptional().groups())
        .extracting(Group::name)
        .doesNotHaveDuplicates()
        .filteredOn(name -> !ALWAYS_ON.contains(name))
        .containsExactlyInAnyOrderElementsOf(Catalogs.switches().keySet());
  }

  @Test
  void groupsThatNeedFurtherGrantsAreOffByDefault() {
    assertThat(Catalogs.byDefault().collectors()).doesNotContainAnyElementsOf(Collector.optional());
    assertThat(Catalogs.withOptional().collectors()).containsAll(Collector.optional());
  }

  @Test
  void aGroupThatIsOffIsNotThere() {
    Set<String> off = Set.of("latency", "slowlog");
    List<String> others =
        Catalogs.full().groups().stream()
            .<String>map(Group::name)
            .filter(name -> !off.contains(name))
            .toList();
    assertThat(Catalogs.without(off).groups())
        .extracting(Group::name)
        .containsExactlyElementsOf(others);
  }

  @Test
  void namesAreUnique() {
    assertThat(metrics().map(Metric::name)).doesNotHaveDuplicates();
    assertThat(metrics().map(Metric::baseName)).doesNotHaveDuplicates();
  }

  static Stream<Metric<?>> metrics() {
    return Catalogs.withOptional().groups().stream().flatMap(group -> group.metrics().stream());
  }

  @ParameterizedTest
  @MethodSource("metrics")
  void namesFollowTheRules(Metric<?> metric) {
    assertThat(metric.name()).matches(NAME).doesNotMatch(OTHER_UNIT);
    assertThat(metric.name().endsWith("_total")).isEqualTo(metric.type() == Metric.Type.COUNTER);
    assertThat(metric.name().endsWith("_info")).isEqualTo(metric.type() == Metric.Type.INFO);
    assertThat(metric.name()).doesNotMatch(".*_(bucket|count|sum|created)");
  }

  @ParameterizedTest
  @MethodSource("metrics")
  void labelsFollowTheRules(Metric<?> metric) {
    assertThat(metric.labels())
        .allMatch(label -> LABEL.matcher(label).matches())
        .doesNotHaveDuplicates()
        .doesNotContain("le", "quantile", "redis_cluster", "node_id");
    // A queue is wherever its key is; the node is a fact about it, not what tells it apart.
    assertThat(metric.labels().contains("node"))
        .isEqualTo(metric.name().equals("redis_cluster_queue_info"));
  }

  @ParameterizedTest
  @MethodSource("metrics")
  void helpIsASentence(Metric<?> metric) {
    assertThat(metric.help()).matches("[A-Z0-9].*[^.]\\.").doesNotContain("  ", "\n");
    for (String unit : List.of("seconds", "bytes")) {
      if (metric.baseName().endsWith("_" + unit)) {
        assertThat(metric.help().toLowerCase(Locale.ROOT)).contains(unit);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("metrics")
  void onlyHistogramsHaveBounds(Metric<?> metric) {
    assertThat(metric.bounds().isEmpty()).isEqualTo(metric.type() != Metric.Type.HISTOGRAM);
    assertThat(metric.bounds()).isSorted().hasSizeLessThanOrEqualTo(10);
  }
}
