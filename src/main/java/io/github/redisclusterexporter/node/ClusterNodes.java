package io.github.redisclusterexporter.node;

import io.github.redisclusterexporter.net.HostPort;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One node's view of the cluster. Only its line about itself is authoritative; the other lines are
 * what it learned by gossip.
 *
 * <p>Source: {@code CLUSTER NODES}.
 *
 * @param lines one for each node, in the server's order
 * @param whole whether all lines were parsed, not only the node's own one
 */
public record ClusterNodes(List<Line> lines, boolean whole) {
  private static final String MYSELF = "myself";

  public ClusterNodes {
    lines = List.copyOf(lines);
  }

  /**
   * The line of one node.
   *
   * @param id 40 hexadecimal digits
   * @param host empty when the address is not known
   * @param port 0 when it is not known
   * @param hostname the name it announces, 7.0+
   * @param flags as written: {@code myself}, {@code master}, {@code fail?} and so on
   * @param primaryId on replicas, when known
   * @param configEpoch on replicas, the epoch of their primary
   * @param slots the slots that the node owns; empty on replicas
   * @param migratingTo the slots that are migrating, with the ids of the nodes that they migrate
   *     to; only on the node's own line
   * @param importing number of slots that are being imported; only on the node's own line
   */
  public record Line(
      String id,
      String host,
      int port,
      Optional<String> hostname,
      Set<String> flags,
      Optional<String> primaryId,
      long configEpoch,
      SlotRanges slots,
      Map<Integer, String> migratingTo,
      int importing) {

    public Line {
      flags = Set.copyOf(flags);
      migratingTo = Map.copyOf(migratingTo);
    }

    /** Number of slots that are migrating to other nodes. */
    public int migrating() {
      return migratingTo.size();
    }

    public boolean isMyself() {
      return flags.contains(MYSELF);
    }

    public boolean isPrimary() {
      return flags.contains("master");
    }

    public boolean isReplica() {
      return flags.contains("slave");
    }

    /** Whether the node is joining; its id is then temporary. */
    public boolean isHandshake() {
      return flags.contains("handshake");
    }

    /** Failed by agreement of the majority. Some servers show both flags; this one has priority. */
    public boolean isFailed() {
      return flags.contains("fail");
    }

    /** Failed in the view of this node, but not by agreement of the majority. */
    public boolean isPossiblyFailed() {
      return flags.contains("fail?") && !isFailed();
    }

    /**
     * The addresses of the node; empty when they are not known.
     *
     * @param dialled replaces the host of a node that does not know its own address
     */
    public List<HostPort> addresses(String dialled) {
      if (port == 0) {
        return List.of();
      }
      List<HostPort> addresses = new ArrayList<>(2);
      hostname.ifPresent(name -> addresses.add(new HostPort(name, port)));
      String ip = host.isEmpty() && isMyself() ? dialled : host;
      if (!ip.isEmpty()) {
        addresses.add(new HostPort(ip, port));
      }
      return addresses;
    }
  }

  /** The line of the node itself. */
  public Optional<Line> myself() {
    return lines.stream().filter(Line::isMyself).findFirst();
  }

  /** Ids of the other nodes that have joined. */
  public Stream<String> others() {
    return lines.stream().filter(line -> !line.isMyself() && !line.isHandshake()).map(Line::id);
  }

  /** Whether the node knows no other node and owns no slots: it has not joined a cluster yet. */
  public boolean isUnused() {
    return whole
        && lines.stream().filter(line -> !line.isHandshake()).allMatch(Line::isMyself)
        && myself().filter(line -> line.slots().isEmpty()).isPresent();
  }

  /** The line of the node with this id. */
  public Optional<Line> line(String id) {
    return lines.stream().filter(line -> line.id().equals(id)).findFirst();
  }

  /** The slots by the id of their owner. */
  public Map<String, SlotRanges> owners() {
    return lines.stream()
        .filter(line -> !line.slots().isEmpty())
        .collect(Collectors.toMap(Line::id, Line::slots, (first, second) -> first));
  }

  /**
   * Parses the reply, or only the node's own line of it: in a large cluster, the views of all nodes
   * are too expensive to parse. Unknown fields and flags are ignored, so that newer servers can be
   * read.
   *
   * @param whole whether to parse all lines, given their number
   * @throws MalformedReplyException when a line lacks a field that all servers since 3.0 write
   */
  public static ClusterNodes parse(String text, IntPredicate whole) {
    return whole.test(countLines(text))
        ? new ClusterNodes(
            text.lines()
                .filter(line -> !line.isBlank())
                .map(ClusterNodes::parseLine)
                // A replica of Dragonfly does not know the id of its primary.
                .filter(line -> !line.id().isEmpty())
                .toList(),
            true)
        : new ClusterNodes(ownLine(text).stream().toList(), false);
  }

  /**
   * Does not parse the lines: in a cluster of a thousand nodes, they are a million in each scrape.
   */
  private static int countLines(String text) {
    int lines = 0;
    for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', end + 1)) {
      lines++;
    }
    return lines;
  }

  private static Optional<Line> ownLine(String text) {
    int at = text.indexOf(MYSELF);
    while (at >= 0) {
      int newline = text.indexOf('\n', at);
      int end = newline < 0 ? text.length() : newline;
      Line line = parseLine(text.substring(text.lastIndexOf('\n', at) + 1, end).stripTrailing());
      if (line.isMyself()) {
        return Optional.of(line);
      }
      at = text.indexOf(MYSELF, end);
    }
    return Optional.empty();
  }

  private static Line parseLine(String line) {
    String[] words = line.split(" ", -1);
    if (words.length < 8) {
      throw new MalformedReplyException(
          "a line of CLUSTER NODES has " + words.length + " fields instead of at least 8");
    }
    List<String> ranges = new ArrayList<>();
    Map<Integer, String> migratingTo = new HashMap<>();
    Set<Integer> importing = new HashSet<>();
    for (String word : Arrays.asList(words).subList(8, words.length)) {
      if (word.startsWith("[")) {
        int to = word.indexOf("->-");
        int from = word.indexOf("-<-");
        if (to > 0) {
          migratingTo.put(
              SlotRanges.slot(word.substring(1, to)), word.substring(to + 3).replace("]", ""));
        } else if (from > 0) {
          importing.add(SlotRanges.slot(word.substring(1, from)));
        }
      } else if (!word.isEmpty() && Character.isDigit(word.charAt(0))) {
        ranges.add(word);
      }
    }
    String[] address = words[1].split(",", -1);
    String endpoint = address[0].split("@", 2)[0];
    int colon = endpoint.lastIndexOf(':');
    if (colon < 0) {
      throw new MalformedReplyException("'" + address[0] + "' in CLUSTER NODES is no address");
    }
    return new Line(
        words[0],
        endpoint.substring(0, colon),
        (int)
            ReplyShapes.number(
                "the port in CLUSTER NODES", endpoint.substring(colon + 1), NumberKind.PORT),
        hostname(address),
        Set.copyOf(Arrays.asList(words[2].split(",", -1))),
        Optional.of(words[3]).filter(id -> !id.isEmpty() && !id.equals("-")),
        (long) ReplyShapes.number("the config epoch in CLUSTER NODES", words[6], NumberKind.COUNT),
        SlotRanges.parse(ranges),
        migratingTo,
        importing.size());
  }

  private static Optional<String> hostname(String[] address) {
    // Further parts are name=value in some versions; a hostname never holds '='.
    return address.length > 1 && !address[1].isEmpty() && address[1].indexOf('=') < 0
        ? Optional.of(address[1])
        : Optional.empty();
  }
}
