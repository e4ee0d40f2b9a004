package io.github.redisclusterexporter.drill;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A fault, and what is to be seen of it.
 *
 * @param fault a noun phrase
 * @param setUp what has to be so before the exporter looks for the first time
 * @param inject makes the fault of a healthy cluster
 * @param atOnce signals that the very next scrape must have
 * @param soon what differs from a healthy cluster when the servers know; all else is healthy
 * @param fleeting the servers may mend it before it is seen, so that it is made again until then
 * @param check what {@code redis-cli --cluster check} says at that time
 */
record Drill(
    String fault,
    Step setUp,
    Step inject,
    Map<String, Double> atOnce,
    Map<String, Double> soon,
    boolean fleeting,
    String check) {

  /** Something that is done to the cluster. */
  interface Step {
    void run(Stage stage) throws Exception;
  }

  static Builder of(String fault) {
    return new Builder(fault);
  }

  @Override
  public String toString() {
    return fault;
  }

  /** Sets a drill up. */
  static final class Builder {
    private final String fault;
    private final Map<String, Double> atOnce = new LinkedHashMap<>();
    private final Map<String, Double> soon = new LinkedHashMap<>();
    private boolean fleeting;
    private Step setUp = stage -> {};
    private Step inject = stage -> {};

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

    /** The next scrape says so, and the following ones too. */
    Builder atOnce(String signal, double value) {
      atOnce.put(signal, value);
      soon.put(signal, value);
      return this;
    }

    /** The next scrape says so; the servers change it later. */
    Builder atFirst(String signal, double value) {
      atOnce.put(signal, value);
      return this;
    }

    Builder fleeting() {
      fleeting = true;
      return this;
    }

    Builder soon(String signal, double value) {
      soon.put(signal, value);
      return this;
    }

    /** Ends the drill with what redis-cli says. */
    Drill check(String says) {
      return new Drill(
          fault,
          setUp,
          inject,
          new LinkedHashMap<>(atOnce),
          new LinkedHashMap<>(soon),
          fleeting,
          says);
    }
  }
}
