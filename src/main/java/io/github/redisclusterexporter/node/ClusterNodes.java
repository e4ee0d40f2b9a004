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

  /** Where the slots begin in the words of a line. */
  private static final int FIRST_SLOTS = 8;

  /** As in {@code [7->-ID]} and {@code [7-<-ID]}, for a slot and the id of the other node. */
  private static final String MIGRATING = "->-";

  private static final String IMPORTING = "-<-";

  /** Those of nearly all lines: in a cluster of a thousand nodes, a scrape reads a million. */
  private static final Map<String, Set<String>> USUAL_FLAGS =
      Stream.of("master", "slave", "myself,master", "myself,slave")
          .collect(Collectors.toUnmodifiableMap(flags -> flags, ClusterNodes::parseFlags));

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
      if (hostname.isPresent()) {
        addresses.add(new HostPort(hostname.get(), port));
      }
      String ip = host.isEmpty() && isMyself() ? dialled : host;
      if (!ip.isEmpty()) {
        addresses.add(new HostPort(ip, port));
      }
      return addresses;
    }
  }

  /** The line of the node itself. */
  public Optional<Line> myself() {
    for (Line line : lines) {
      if (line.isMyself()) {
        return Optional.of(line);
      }
    }
    return Optional.empty();
  }

  /** Ids of the other nodes that have joined. */
  public List<String> others() {
    List<String> others = new ArrayList<>(lines.size());
    for (Line line : lines) {
      if (!line.isMyself() && !line.isHandshake()) {
        others.add(line.id());
      }
    }
    return others;
  }

  /** Whether the node knows no other node and owns no slots: it has not joined a cluster yet. */
  public boolean isUnused() {
    return whole
        && others().isEmpty()
        && myself().filter(line -> line.slots().isEmpty()).isPresent();
  }

  /** The line of the node with this id. */
  public Optional<Line> line(String id) {
    for (Line line : lines) {
      if (line.id().equals(id)) {
        return Optional.of(line);
      }
    }
    return Optional.empty();
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
        ? new ClusterNodes(allLines(text), true)
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

  private static List<Line> allLines(String reply) {
    List<Line> lines = new ArrayList<>();
    int end;
    for (int start = 0; start < reply.length(); start = end + 1) {
      end = endOfLine(reply, start);
      String text = reply.substring(start, end).stripTrailing();
      if (!text.isEmpty()) {
        Line line = parseLine(text);
        // A replica of Dragonfly does not know the id of its primary.
        if (!line.id().isEmpty()) {
          lines.add(line);
        }
      }
    }
    return lines;
  }

  private static int endOfLine(String text, int from) {
    int newline = text.indexOf('\n', from);
    return newline < 0 ? text.length() : newline;
  }

  private static Optional<Line> ownLine(String text) {
    int at = text.indexOf(MYSELF);
    while (at >= 0) {
      int end = endOfLine(text, at);
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
    if (words.length < FIRST_SLOTS) {
      throw new MalformedReplyException(
          "a line of CLUSTER NODES has "
              + words.length
              + " fields instead of at least "
              + FIRST_SLOTS);
    }
    List<String> ranges = new ArrayList<>();
    List<String> open = new ArrayList<>();
    for (int i = FIRST_SLOTS; i < words.length; i++) {
      String word = words[i];
      if (word.startsWith("[")) {
        open.add(word);
      } else if (!word.isEmpty() && Character.isDigit(word.charAt(0))) {
        ranges.add(word);
      }
    }
    String address = words[1];
    int comma = address.indexOf(',');
    String endpoint = upTo('@', comma < 0 ? address : address.substring(0, comma));
    int colon = endpoint.lastIndexOf(':');
    if (colon < 0) {
      throw new MalformedReplyException("'" + endpoint + "' in CLUSTER NODES is no address");
    }
    String primary = words[3];
    return new Line(
        words[0],
        endpoint.substring(0, colon),
        (int)
            ReplyShapes.number(
                "the port in CLUSTER NODES", endpoint.substring(colon + 1), NumberKind.PORT),
        comma < 0 ? Optional.empty() : hostname(address.substring(comma + 1)),
        flags(words[2]),
        primary.isEmpty() || primary.equals("-") ? Optional.empty() : Optional.of(primary),
        (long) ReplyShapes.number("the config epoch in CLUSTER NODES", words[6], NumberKind.COUNT),
        SlotRanges.parse(ranges),
        open.isEmpty() ? Map.of() : migratingTo(open),
        open.isEmpty() ? 0 : importing(open));
  }

  private static String upTo(char end, String text) {
    int at = text.indexOf(end);
    return at < 0 ? text : text.substring(0, at);
  }

  private static Set<String> flags(String text) {
    Set<String> usual = USUAL_FLAGS.get(text);
    return usual == null ? parseFlags(text) : usual;
  }

  private static Set<String> parseFlags(String text) {
    return Set.copyOf(Arrays.asList(text.split(",", -1)));
  }

  /**
   * @param after what follows the address and a comma
   */
  private static Optional<String> hostname(String after) {
    String name = upTo(',', after);
    // Further parts are name=value in some versions; a hostname never holds '='.
    return name.isEmpty() || name.indexOf('=') >= 0 ? Optional.empty() : Optional.of(name);
  }

  private static Map<Integer, String> migratingTo(List<String> open) {
    Map<Integer, String> migratingTo = new HashMap<>();
    for (String word : open) {
      int to = word.indexOf(MIGRATING);
      if (to > 0) {
        migratingTo.put(
            SlotRanges.slot(word.substring(1, to)),
            word.substring(to + MIGRATING.length()).replace("]", ""));
      }
    }
    return migratingTo;
  }

  private static int importing(List<String> open) {
    Set<Integer> importing = new HashSet<>();
    for (String word : open) {
      int from = word.indexOf(IMPORTING);
      if (from > 0 && word.indexOf(MIGRATING) < 0) {
        importing.add(SlotRanges.slot(word.substring(1, from)));
      }
    }
    return importing.size();
  }
}
