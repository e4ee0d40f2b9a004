package io.github.redisclusterexporter.node;

import io.github.redisclusterexporter.net.HostPort;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;

/**
 * One node's view of the cluster. Only its line about itself is the truth; the others are hearsay.
 *
 * <p>Source: {@code CLUSTER NODES}.
 *
 * @param lines one a node, in the server's order
 * @param whole they are all that it said, not only what it said of itself
 */
public record ClusterNodes(List<Line> lines, boolean whole) {
  private static final String MYSELF = "myself";

  public ClusterNodes {
    lines = List.copyOf(lines);
  }

  /**
   * What the view says of one node.
   *
   * @param id 40 hexadecimal digits
   * @param host empty when the node does not know its own address, or nobody knows it
   * @param port 0 when nobody knows it
   * @param hostname the name it announces, 7.0+
   * @param flags as written: {@code myself}, {@code master}, {@code fail?} and so on
   * @param primaryId on replicas, when known
   * @param configEpoch on replicas that of their primary
   * @param slots what it owns; empty on replicas
   * @param migrating open slots on their way out; servers tell them on their own line only
   * @param importing open slots on their way in
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
      int migrating,
      int importing) {

    public Line {
      flags = Set.copyOf(flags);
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

    /** A node that is just being met has an id that is made up and soon gone. */
    public boolean isHandshake() {
      return flags.contains("handshake");
    }

    /** Failed for the majority of the primaries. Some servers show both flags; this one counts. */
    public boolean isFailed() {
      return flags.contains("fail");
    }

    /** Failed for the node whose view this is, and not yet for the majority. */
    public boolean isPossiblyFailed() {
      return flags.contains("fail?") && !isFailed();
    }

    /**
     * Where the node says it is; empty when nobody knows.
     *
     * @param dialled stands in for the host of a node that does not know its own address
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

  /** The line in which the node speaks of itself. */
  public Optional<Line> myself() {
    return lines.stream().filter(Line::isMyself).findFirst();
  }

  /** What it says of the node with that id. */
  public Optional<Line> line(String id) {
    return lines.stream().filter(line -> line.id().equals(id)).findFirst();
  }

  /** Who owns which slots by this view. */
  public Map<String, SlotRanges> owners() {
    return lines.stream()
        .filter(line -> !line.slots().isEmpty())
        .collect(Collectors.toMap(Line::id, Line::slots, (first, second) -> first));
  }

  /**
   * InfoPairs and flags that are not known are passed over, so that a newer server can be read.
   *
   * @throws MalformedReplyException when a line has less than every server since 3.0 writes
   */
  public static ClusterNodes parse(String text) {
    return parse(text, lines -> true);
  }

  /**
   * As {@link #parse(String)}, or only what the node says of itself. In a large cluster everybody's
   * view of everybody is more than is worth reading.
   *
   * @param whole which of the two, given the number of lines
   * @throws MalformedReplyException as {@link #parse(String)} does
   */
  public static ClusterNodes parse(String text, IntPredicate whole) {
    return whole.test(countLines(text))
        ? new ClusterNodes(
            text.lines().filter(line -> !line.isBlank()).map(ClusterNodes::parseLine).toList(),
            true)
        : new ClusterNodes(ownLine(text).stream().toList(), false);
  }

  /**
   * Found without a look at the others: a thousand nodes write a million lines about each other.
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
    int migrating = 0;
    int importing = 0;
    for (String word : Arrays.asList(words).subList(8, words.length)) {
      if (word.startsWith("[")) {
        migrating += word.contains("->-") ? 1 : 0;
        importing += word.contains("-<-") ? 1 : 0;
      } else if (!word.isEmpty() && Character.isDigit(word.charAt(0))) {
        ranges.add(word);
      }
    }
    String[] address = words[1].split(",", -1);
    String endpoint = cutAt(address[0], address[0].lastIndexOf('@'));
    int colon = endpoint.lastIndexOf(':');
    if (colon < 0) {
      throw new MalformedReplyException("'" + address[0] + "' in CLUSTER NODES is no address");
    }
    return new Line(
        words[0],
        endpoint.substring(0, colon),
        port(endpoint.substring(colon + 1)),
        hostname(address),
        new HashSet<>(Arrays.asList(words[2].split(",", -1))),
        words[3].equals("-") ? Optional.empty() : Optional.of(words[3]),
        epoch(words[6]),
        SlotRanges.parse(ranges),
        migrating,
        importing);
  }

  private static Optional<String> hostname(String[] address) {
    // Further parts are name=value in some versions; a hostname never holds '='.
    return address.length > 1 && !address[1].isEmpty() && address[1].indexOf('=') < 0
        ? Optional.of(address[1])
        : Optional.empty();
  }

  private static long epoch(String text) {
    double epoch = Numbers.parse("the config epoch in CLUSTER NODES", text);
    if (epoch < 0) {
      throw new MalformedReplyException(
          "the config epoch " + text + " in CLUSTER NODES is below zero");
    }
    return (long) epoch;
  }

  private static int port(String text) {
    double port = Numbers.parse("the port in CLUSTER NODES", text);
    if (port < 0 || port > 65535) {
      throw new MalformedReplyException("the port " + text + " in CLUSTER NODES is out of range");
    }
    return (int) port;
  }

  private static String cutAt(String text, int index) {
    return index < 0 ? text : text.substring(0, index);
  }
}
