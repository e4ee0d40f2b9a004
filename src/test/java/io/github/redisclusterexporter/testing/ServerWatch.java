package io.github.redisclusterexporter.testing;

import java.util.Map;
import java.util.TreeMap;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Protocol;

/**
 * Counts what others do to a server, over a kept connection of its own whose doings it leaves out.
 * What replication does by itself is left out as well.
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
   * What happened since the last call, or since the start.
   *
   * @param calls by command, as INFO commandstats names them
   * @param reads times that something arrived from a client
   * @param connections clients that came
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
    // The INFO of the sample before, and the read of this one's.
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
