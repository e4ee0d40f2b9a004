package io.github.redisclusterexporter.metric;

import static org.assertj.core.api.Assertions.assertThat;

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
    assertThat(Catalogs.full().groups())
        .extracting(Group::name)
        .doesNotHaveDuplicates()
        .filteredOn(name -> !ALWAYS_ON.contains(name))
        .containsExactlyInAnyOrderElementsOf(Catalogs.switches().keySet());
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
    assertThat(families().map(Family::name)).doesNotHaveDuplicates();
    assertThat(families().map(Family::baseName)).doesNotHaveDuplicates();
  }

  static Stream<Family<?>> families() {
    return Catalogs.full().groups().stream().flatMap(group -> group.families().stream());
  }

  @ParameterizedTest
  @MethodSource("families")
  void namesFollowTheRules(Family<?> family) {
    assertThat(family.name()).matches(NAME).doesNotMatch(OTHER_UNIT);
    assertThat(family.name().endsWith("_total")).isEqualTo(family.type() == Family.Type.COUNTER);
    assertThat(family.name().endsWith("_info")).isEqualTo(family.type() == Family.Type.INFO);
    assertThat(family.name()).doesNotMatch(".*_(bucket|count|sum|created)");
  }

  @ParameterizedTest
  @MethodSource("families")
  void labelsFollowTheRules(Family<?> family) {
    assertThat(family.labels())
        .allMatch(label -> LABEL.matcher(label).matches())
        .doesNotHaveDuplicates()
        .doesNotContain("le", "quantile", "redis_cluster", "node_id");
    // A queue is wherever its key is; the node is a fact about it, not what tells it apart.
    assertThat(family.labels().contains("node"))
        .isEqualTo(family.name().equals("redis_cluster_queue_info"));
  }

  @ParameterizedTest
  @MethodSource("families")
  void helpIsASentence(Family<?> family) {
    assertThat(family.help()).matches("[A-Z0-9].*[^.]\\.").doesNotContain("  ", "\n");
    for (String unit : List.of("seconds", "bytes")) {
      if (family.baseName().endsWith("_" + unit)) {
        assertThat(family.help().toLowerCase(Locale.ROOT)).contains(unit);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("families")
  void onlyHistogramsHaveBounds(Family<?> family) {
    assertThat(family.bounds().isEmpty()).isEqualTo(family.type() != Family.Type.HISTOGRAM);
    assertThat(family.bounds()).isSorted().hasSizeLessThanOrEqualTo(10);
  }
}
