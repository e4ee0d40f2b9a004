package io.github.redisclusterexporter.status;

import io.github.redisclusterexporter.cluster.Node;
import io.github.redisclusterexporter.node.SlotRanges;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Numbers, times and names as people read them. */
final class Format {
  private static final List<String> BYTES = List.of("B", "KB", "MB", "GB", "TB", "PB");
  private static final int MOST_RANGES = 5;
  private static final int SHARD_ID = 40;
  private static final int SHARD_PREFIX = 8;

  /** What a shell takes as one word without a meaning of its own. */
  private static final Pattern PLAIN_ADDRESS =
      Pattern.compile("\\[?[A-Za-z0-9][A-Za-z0-9._:-]*]?:[0-9]{1,5}|\\[::[0-9a-f:.]*]:[0-9]{1,5}");

  private Format() {}

  /** With a comma between thousands. */
  static String number(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** A number of things. */
  static String count(long number, String thing) {
    return number(number) + " " + thing + (number == 1 ? "" : "s");
  }

  /** How many of the nodes answer, as a clause. */
  static String answering(long answering, int nodes) {
    if (nodes == 0) {
      return "no node is known";
    }
    if (nodes == 1) {
      return answering == 1 ? "1 node answers" : "1 node does not answer";
    }
    return answering == nodes
        ? number(nodes) + " nodes answer"
        : "%s of %s nodes %s"
            .formatted(number(answering), number(nodes), answering == 1 ? "answers" : "answer");
  }

  /** In units of 1024. */
  static String bytes(double bytes) {
    double rest = bytes;
    int unit = 0;
    while (rest >= 1000 && unit < BYTES.size() - 1) {
      rest /= 1024;
      unit++;
    }
    String format = unit == 0 || rest >= 100 ? "%.0f %s" : "%.1f %s";
    return String.format(Locale.ROOT, format, rest, BYTES.get(unit));
  }

  static String percent(double ratio) {
    return String.format(Locale.ROOT, "%.0f %%", 100 * ratio);
  }

  static String duration(Duration duration) {
    return seconds(duration.toMillis() / 1e3);
  }

  static String seconds(double seconds) {
    if (seconds < 10) {
      return String.format(Locale.ROOT, seconds < 0.05 ? "%.0f s" : "%.1f s", seconds);
    }
    long whole = Math.round(seconds);
    if (whole < 120) {
      return whole + " s";
    }
    if (whole < 7200) {
      return whole / 60 + " min";
    }
    return whole < 172_800 ? whole / 3600 + " h" : number(whole / 86_400) + " days";
  }

  /** The first ranges of slots. */
  static String slots(SlotRanges slots) {
    List<SlotRanges.Range> ranges = slots.ranges();
    String first =
        ranges.stream()
            .limit(MOST_RANGES)
            .map(
                range ->
                    range.first() == range.last()
                        ? Integer.toString(range.first())
                        : range.first() + "–" + range.last())
            .collect(Collectors.joining(", "));
    return ranges.size() <= MOST_RANGES
        ? first
        : first + " and " + count(ranges.size() - MOST_RANGES, "more range");
  }

  /** A shard id of the server is longer than anybody compares. */
  static String shard(String id) {
    return id.length() == SHARD_ID ? id.substring(0, SHARD_PREFIX) + "…" : id;
  }

  /** The name of a node in a command, or words to be replaced: the name comes from a server. */
  static String address(Node node) {
    return isPlain(node.name()) ? node.name() : "HOST:PORT";
  }

  static boolean isPlain(String name) {
    return PLAIN_ADDRESS.matcher(name).matches();
  }
}
