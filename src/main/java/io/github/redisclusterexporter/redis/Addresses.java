package io.github.redisclusterexporter.redis;

import static io.github.redisclusterexporter.config.Messages.quoted;

import io.github.redisclusterexporter.config.ConfigNode;
import io.github.redisclusterexporter.net.HostPort;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads keys with addresses, with stricter checks than for addresses that servers announce. */
final class Addresses {
  private static final Pattern BLANKS = Pattern.compile("\\s+");
  private static final Pattern EQUALS = Pattern.compile("\\s*=\\s*");

  private Addresses() {}

  /** Reads distinct addresses, from a list or from one text with commas or blanks. */
  static List<HostPort> read(ConfigNode node) {
    return items(node).stream().flatMap(item -> parse(node, item).stream()).distinct().toList();
  }

  /**
   * Reads pairs of addresses, from {@code announced=reachable} items or from a section with
   * announced addresses as keys.
   */
  static Map<HostPort, HostPort> readPairs(ConfigNode node) {
    Map<HostPort, HostPort> pairs = new LinkedHashMap<>();
    if (node.isSection()) {
      for (ConfigNode entry : node.entries()) {
        if (entry.isText()) {
          add(node, pairs, entry.key(), entry.text().orElse(""));
        } else {
          // Without quotes, 10.0.0.1 is a path in HOCON: a key 10, in it a key 0, and so on.
          node.invalid(
              quoted(entry.key())
                  + " is not mapped to text; expected \"host:port\" = \"host:port\", both in"
                  + " quotes");
        }
      }
      return pairs;
    }
    for (String item : items(node)) {
      int equals = item.indexOf('=');
      if (equals < 0) {
        node.invalid(quoted(item) + " has no '='; expected announced=reachable");
      } else {
        add(node, pairs, item.substring(0, equals).strip(), item.substring(equals + 1).strip());
      }
    }
    return pairs;
  }

  private static void add(ConfigNode node, Map<HostPort, HostPort> pairs, String from, String to) {
    Optional<HostPort> announced = parse(node, from);
    Optional<HostPort> reachable = parse(node, to);
    if (announced.isEmpty() || reachable.isEmpty()) {
      return;
    }
    HostPort earlier = pairs.putIfAbsent(announced.get(), reachable.get());
    if (earlier != null && !earlier.equals(reachable.get())) {
      node.invalid(
          "'%s' is mapped to both %s and %s; expected one of them"
              .formatted(announced.get(), earlier, reachable.get()));
    }
  }

  private static List<String> items(ConfigNode node) {
    List<String> items = new ArrayList<>();
    for (ConfigNode item : node.items()) {
      if (item.isText()) {
        item.parts("text").stream().flatMap(Addresses::words).forEach(items::add);
      } else {
        node.invalid(
            (node.isList() ? "has an item that is " : "is ")
                + item.kind()
                + "; expected addresses as a list of texts or as one text with commas");
      }
    }
    return items;
  }

  /** No host and no port contains a blank, but lists of addresses are often separated by blanks. */
  private static Stream<String> words(String text) {
    return mayHavePassword(text)
        ? Stream.of(text)
        : BLANKS.splitAsStream(EQUALS.matcher(text).replaceAll("="));
  }

  /** Whether the text may be a URL, which no problem may repeat, not even a part of it. */
  private static boolean mayHavePassword(String text) {
    return text.indexOf('@') >= 0 || text.indexOf('/') >= 0;
  }

  private static Optional<HostPort> parse(ConfigNode node, String text) {
    if (mayHavePassword(text)) {
      node.invalid(
          "an address looks like a URL; expected host:port, and a URL in REDIS_URL (redis.url)");
      return Optional.empty();
    }
    try {
      HostPort address = HostPort.parse(text);
      if (HostPort.isHost(address.host())) {
        return Optional.of(address);
      }
      node.invalid("'" + text + "' has a host with characters no host has; expected host:port");
    } catch (IllegalArgumentException e) {
      String message = String.valueOf(e.getMessage());
      // In a list, a message that is only about the port would not show which address is meant.
      node.invalid(message.startsWith("'") ? message : "'" + text + "': " + message);
    }
    return Optional.empty();
  }
}
