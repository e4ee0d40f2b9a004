package io.github.redisclusterexporter.drill;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A fault of a cluster and the metrics that the exporter must report for it.
 *
 * @param fault a short description, as in docs/development/drills.md
 * @param setUp prepares the cluster before the exporter starts
 * @param inject causes the fault in a healthy cluster
 * @param immediate signals that the first scrape after the fault must have
 * @param eventual signals that differ from those of a healthy cluster when the servers have noticed
 *     the fault; all other signals are as in a healthy cluster
 * @param repeated whether the fault is caused again until a scrape shows it, because the servers
 *     may correct it before
 * @param findings the beginnings of the problems that {@code --check} of the exporter reports; if
 *     there are none, it reports that all is well
 * @param check output of {@code redis-cli --cluster check} at the end
 */
record Drill(
    String fault,
    Step setUp,
    Step inject,
    Map<String, Double> immediate,
    Map<String, Double> eventual,
    boolean repeated,
    List<String> findings,
    String check) {

  /** An action on the cluster. */
  interface Step {
    void run(Testbed testbed) throws Exception;
  }

  static Builder of(String fault) {
    return new Builder(fault);
  }

  @Override
  public String toString() {
    return fault;
  }

  /** Builds a drill. */
  static final class Builder {
    private final String fault;
    private final Map<String, Double> immediate = new LinkedHashMap<>();
    private final Map<String, Double> eventual = new LinkedHashMap<>();
    private boolean repeated;
    private List<String> findings = List.of();
    private Step setUp = testbed -> {};
    private Step inject = testbed -> {};

    private Builder(String fault) {
      this.fault = fault;
    }

    Builder given(Step step) {
      setUp = step;
      return this;
    }

    Builder when(Step step) {
      inject = step;
      return this;
    }

    /** The first scrape after the fault reports it, and so do the following ones. */
    Builder immediately(String signal, double value) {
      immediate.put(signal, value);
      eventual.put(signal, value);
      return this;
    }

    /** The first scrape after the fault reports it; the servers change it later. */
    Builder temporarily(String signal, double value) {
      immediate.put(signal, value);
      return this;
    }

    Builder repeated() {
      repeated = true;
      return this;
    }

    Builder eventually(String signal, double value) {
      eventual.put(signal, value);
      return this;
    }

    /** What {@code --check} of the exporter reports at the end. */
    Builder reported(String... beginnings) {
      findings = List.of(beginnings);
      return this;
    }

    /** Completes the drill with the output of {@code redis-cli --cluster check}. */
    Drill check(String output) {
      return new Drill(
          fault,
          setUp,
          inject,
          new LinkedHashMap<>(immediate),
          new LinkedHashMap<>(eventual),
          repeated,
          findings,
          output);
    }
  }
}
