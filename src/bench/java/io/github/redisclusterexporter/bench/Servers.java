package io.github.redisclusterexporter.bench;

import io.github.redisclusterexporter.testing.RedisServer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Protocol;

/** What all servers together have done, by their own count; its own questions are left out. */
final class Servers implements AutoCloseable {
  private final List<Connection> connections;
  private long questions;

  private Servers(List<Connection> connections) {
    this.connections = connections;
  }

  /** Sums over all servers. */
  record Doings(double cpuMillis, double connections, double commands, double bytes) {
    Doings minus(Doings before) {
      return new Doings(
          cpuMillis - before.cpuMillis,
          connections - before.connections,
          commands - before.commands,
          bytes - before.bytes);
    }

    Doings plus(Doings other) {
      return new Doings(
          cpuMillis + other.cpuMillis,
          connections + other.connections,
          commands + other.commands,
          bytes + other.bytes);
    }
  }

  static Servers of(List<RedisServer> servers) {
    return new Servers(servers.stream().map(server -> server.client().connect()).toList());
  }

  Doings read() {
    Doings sum = new Doings(0, 0, 0, 0);
    for (Connection connection : connections) {
      connection.sendCommand(Protocol.Command.INFO, "cpu", "stats");
      String info = connection.getBulkReply();
      // A command is counted when it is done, its reply when it is sent: both belong to the next.
      sum =
          sum.plus(
              new Doings(
                  1000 * (field(info, "used_cpu_sys") + field(info, "used_cpu_user")),
                  field(info, "total_connections_received"),
                  field(info, "total_commands_processed") - questions,
                  field(info, "total_net_output_bytes")));
    }
    questions++;
    return sum;
  }

  /** What they do in a second when nobody asks them anything. */
  double idleCpuMillis() throws InterruptedException {
    Doings before = read();
    TimeUnit.SECONDS.sleep(3);
    return read().minus(before).cpuMillis() / 3;
  }

  private static double field(String info, String name) {
    return info.lines()
        .filter(line -> line.startsWith(name + ":"))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
        .findFirst()
        .orElseThrow();
  }

  @Override
  public void close() {
    connections.forEach(Connection::close);
  }
}
