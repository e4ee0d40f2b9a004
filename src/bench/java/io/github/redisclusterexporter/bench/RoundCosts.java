package io.github.redisclusterexporter.bench;

import java.io.IOException;

/** What the rounds of one contender took and cost; mutable, and filled block by block. */
final class Tally {
  private final Contender contender;
  private final Latencies latencies = new Latencies();
  private Servers.Doings doings = new Servers.Doings(0, 0, 0, 0);
  private double cpuMillis;
  private long bytes;

  Tally(Contender contender) {
    this.contender = contender;
  }

  Contender contender() {
    return contender;
  }

  Latencies latencies() {
    return latencies;
  }

  /** What its process uses from here on is a cost of its rounds. */
  void cpuBegins() {
    cpuMillis -= cpu();
  }

  void cpuEnds() {
    cpuMillis += cpu();
  }

  /** So many rounds, without counting what they cost the servers. */
  void run(int rounds) throws IOException {
    cpuBegins();
    time(rounds);
    cpuEnds();
  }

  /** So many rounds, without counting what they cost anybody. */
  void time(int rounds) throws IOException {
    for (int i = 0; i < rounds; i++) {
      long start = System.nanoTime();
      bytes += contender.round();
      latencies.add(System.nanoTime() - start);
    }
  }

  /**
   * So many rounds.
   *
   * @param idleCpuMillis what the servers use in a second anyway
   */
  void run(int rounds, Servers servers, double idleCpuMillis) throws IOException {
    Servers.Doings before = servers.read();
    long start = System.nanoTime();
    run(rounds);
    double seconds = (System.nanoTime() - start) / 1e9;
    Servers.Doings grown = servers.read().minus(before);
    doings =
        doings.plus(
            new Servers.Doings(
                grown.cpuMillis() - idleCpuMillis * seconds,
                grown.connections(),
                grown.commands(),
                grown.bytes()));
  }

  private double cpu() {
    return contender.process().map(MeasuredProcess::cpuMillis).orElse(0.0);
  }

  /** Of its own process, a round; 0 when it has none. */
  double cpuMillisPerRound() {
    return cpuMillis / latencies.count();
  }

  /** Of all servers, a round. */
  Servers.Doings doingsPerRound() {
    double rounds = latencies.count();
    return new Servers.Doings(
        doings.cpuMillis() / rounds,
        doings.connections() / rounds,
        doings.commands() / rounds,
        doings.bytes() / rounds);
  }

  double bytesPerRound() {
    return (double) bytes / latencies.count();
  }
}
