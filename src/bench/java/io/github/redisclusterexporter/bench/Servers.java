package io.github.redisclusterexporter.bench;

import io.github.redisclusterexporter.testing.RedisServer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Protocol;

/** The activity of all servers, from their own statistics, without the commands of this class. */
final class Servers implements AutoCloseable {
  private final List<Connection> connections;
  private long ownCommands;

  private Servers(List<Connection> connections) {
    this.connections = connections;
  }

  /** Sums over all servers. */
  record Activity(double cpuMillis, double connections, double commands, double bytes) {
    Activity minus(Activity before) {
      return new Activity(
          cpuMillis - before.cpuMillis,
          connections - before.connections,
          commands - before.commands,
          bytes - before.bytes);
    }

    Activity plus(Activity other) {
      return new Activity(
          cpuMillis + other.cpuMillis,
          connections + other.connections,
          commands + other.commands,
          bytes + other.bytes);
    }
  }

  static Servers of(List<RedisServer> servers) {
    return new Servers(servers.stream().map(server -> server.client().connect()).toList());
  }

  Activity read() {
    Activity sum = new Activity(0, 0, 0, 0);
    for (Connection connection : connections) {
      connection.sendCommand(Protocol.Command.INFO, "cpu", "stats");
      String info = connection.getBulkReply();
      // A command is counted after it has been executed and its reply after it has been sent: both
      // appear in the next sample.
      sum =
          sum.plus(
              new Activity(
                  1000 * (field(info, "used_cpu_sys") + field(info, "used_cpu_user")),
                  field(info, "total_connections_received"),
                  field(info, "total_commands_processed") - ownCommands,
                  field(info, "total_net_output_bytes")));
    }
    ownCommands++;
    return sum;
  }

  /** The activity per second without clients. */
  double idleCpuMillis() throws InterruptedException {
    Activity before = read();
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
