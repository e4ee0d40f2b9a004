package io.github.redisclusterexporter.alert;

import io.github.redisclusterexporter.alert.CaseSeries.Phase;
import io.github.redisclusterexporter.alert.RuleCase.InputSeries;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The series of a case as Prometheus stores them. Two exporters with different labels of their
 * targets watch two clusters, of which one is hurt.
 */
final class CaseInputs {
  private static final String FIRST =
      "job=\"redis-cluster\",instance=\"exporter-a:9121\",namespace=\"monitoring\",pod=\"a-0\"";

  private static final String SECOND =
      "job=\"pods\",instance=\"exporter-b:9121\",namespace=\"redis\",pod=\"b-0\",cluster=\"eu\"";

  private CaseInputs() {}

  /**
   * All series of a case.
   *
   * @param exporters letters of those that watch
   * @param neighbour whether they watch the cluster that is not hurt as well
   */
  static List<InputSeries> of(
      List<CaseSeries> series, String exporters, boolean neighbour, List<Phase> phases) {
    List<InputSeries> inputs = new ArrayList<>();
    for (CaseSeries one : series) {
      if (one.labels().contains("job=") || one.labels().contains("instance=")) {
        if (!one.exporter().equals("b")) {
          inputs.add(input(one, "a", one.labels(), phases));
        }
        continue;
      }
      for (String letter : exporters.chars().mapToObj(Character::toString).toList()) {
        if (one.exporter().isEmpty() || one.exporter().equals(letter)) {
          inputs.add(input(one, letter, labels(one, letter, "orders"), phases));
          if (neighbour) {
            CaseSeries well = new CaseSeries(one.selector(), one.well(), one.well(), "");
            inputs.add(input(well, letter, labels(one, letter, "sessions"), phases));
          }
        }
      }
    }
    return inputs;
  }

  private static InputSeries input(
      CaseSeries one, String letter, String labels, List<Phase> phases) {
    return new InputSeries(one.metric() + "{" + labels + "}", one.values(phases, letter));
  }

  private static String labels(CaseSeries one, String letter, String cluster) {
    // The node of Kubernetes, which ours overrides where there is one (honor_labels).
    String machine = letter.equals("a") || one.hasNode() ? "" : "node=\"worker-2\"";
    return String.join(
        ",",
        Stream.of(
                letter.equals("a") ? FIRST : SECOND,
                machine,
                "redis_cluster=\"" + cluster + "\"",
                one.labels())
            .filter(part -> !part.isEmpty())
            .toList());
  }
}
