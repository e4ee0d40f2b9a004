package io.github.redisclusterexporter.bench;

import java.io.IOException;

/** The durations and costs of the rounds of one contender. Mutable; filled block by block. */
final class RoundCosts {
  private final Contender contender;
  private final Latencies latencies = new Latencies();
  private Servers.Activity activity = new Servers.Activity(0, 0, 0, 0);
  private double cpuMillis;
  private long bytes;

  RoundCosts(Contender contender) {
    this.contender = contender;
  }

  Contender contender() {
    return contender;
  }

  Latencies latencies() {
    return latencies;
  }

  /** Starts the measurement of the CPU time of the process. */
  void startCpu() {
    cpuMillis -= cpu();
  }

  void stopCpu() {
    cpuMillis += cpu();
  }

  /** Runs a number of rounds and measures their durations and the CPU time of the process. */
  void run(int rounds) throws IOException {
    startCpu();
    time(rounds);
    stopCpu();
  }

  /** Runs a number of rounds and measures only their durations. */
  void time(int rounds) throws IOException {
    for (int i = 0; i < rounds; i++) {
      long start = System.nanoTime();
      bytes += contender.round();
      latencies.add(System.nanoTime() - start);
    }
  }

  /**
   * Runs a number of rounds and measures all costs.
   *
   * @param idleCpuMillis CPU time per second that the servers use without clients
   */
  void run(int rounds, Servers servers, double idleCpuMillis) throws IOException {
    Servers.Activity before = servers.read();
    long start = System.nanoTime();
    run(rounds);
    double seconds = (System.nanoTime() - start) / 1e9;
    Servers.Activity grown = servers.read().minus(before);
    activity =
        activity.plus(
            new Servers.Activity(
                grown.cpuMillis() - idleCpuMillis * seconds,
                grown.connections(),
                grown.commands(),
                grown.bytes()));
  }

  private double cpu() {
    return contender.process().map(MeasuredProcess::cpuMillis).orElse(0.0);
  }

  /** CPU time of the contender's process per round; 0 if it has no process. */
  double cpuMillisPerRound() {
    return cpuMillis / latencies.count();
  }

  /** The activity of all servers per round. */
  Servers.Activity activityPerRound() {
    double rounds = latencies.count();
    return new Servers.Activity(
        activity.cpuMillis() / rounds,
        activity.connections() / rounds,
        activity.commands() / rounds,
        activity.bytes() / rounds);
  }

  double bytesPerRound() {
    return (double) bytes / latencies.count();
  }
}
