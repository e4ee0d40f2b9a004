package io.github.redisclusterexporter.testing;

import java.util.Map;
import java.util.TreeMap;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Protocol;

/**
 * Counts the activity of clients on a server. Its own connection and the replication are not
 * counted.
 */
public final class ServerWatch implements AutoCloseable {
  private static final String READS = "reads";
  private static final String CONNECTIONS = "connections";

  private final Connection connection;
  private Map<String, Long> last;

  private ServerWatch(Connection connection) {
    this.connection = connection;
    this.last = sample();
  }

  public static ServerWatch on(RedisServer server) {
    return new ServerWatch(server.client().connect());
  }

  /**
   * The activity since the last call, or since the start.
   *
   * @param calls number of calls by command, with the names of INFO commandstats
   * @param reads number of reads from client connections
   * @param connections number of new connections
   */
  public record Doings(Map<String, Long> calls, long reads, long connections) {
    public Doings {
      calls = Map.copyOf(calls);
    }
  }

  public Doings doings() {
    Map<String, Long> now = sample();
    Map<String, Long> grown = new TreeMap<>();
    now.forEach((name, count) -> grown.put(name, count - last.getOrDefault(name, 0L)));
    last = now;
    // Without the INFO of the last sample and the read of this one.
    grown.merge("info", -1L, Long::sum);
    grown.merge(READS, -1L, Long::sum);
    long acknowledgements = grown.getOrDefault("replconf", 0L);
    grown.remove("replconf");
    grown.values().removeIf(count -> count == 0);
    long reads = grown.getOrDefault(READS, 0L) - acknowledgements;
    long connections = grown.getOrDefault(CONNECTIONS, 0L);
    grown.remove(READS);
    grown.remove(CONNECTIONS);
    return new Doings(grown, reads, connections);
  }

  @Override
  public void close() {
    connection.close();
  }

  private Map<String, Long> sample() {
    connection.sendCommand(Protocol.Command.INFO, "all");
    Map<String, Long> counts = new TreeMap<>();
    connection
        .getBulkReply()
        .lines()
        .forEach(
            line -> {
              int colon = line.indexOf(':');
              String name = line.substring(0, Math.max(colon, 0));
              String value = line.substring(colon + 1);
              if (name.startsWith("cmdstat_")) {
                int end = value.indexOf(',');
                counts.put(
                    name.substring("cmdstat_".length()),
                    Long.parseLong(value.substring("calls=".length(), end)));
              } else if (name.equals("total_reads_processed")) {
                counts.put(READS, Long.parseLong(value));
              } else if (name.equals("total_connections_received")) {
                counts.put(CONNECTIONS, Long.parseLong(value));
              }
            });
    return counts;
  }
}
