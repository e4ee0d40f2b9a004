package io.github.redisclusterexporter.redis;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import io.github.redisclusterexporter.config.Quoted;
import io.github.redisclusterexporter.config.Settings;
import io.github.redisclusterexporter.net.HostPort;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Reads keys that hold several addresses, as a list or as one text with commas. */
final class AddressSettings {
  private final Settings settings;

  AddressSettings(Settings settings) {
    this.settings = settings;
  }

  List<HostPort> addresses(String key) {
    return items(key).stream().flatMap(item -> parse(key, item).stream()).distinct().toList();
  }

  /** From {@code announced=reachable} items, or an object from one to the other. */
  Map<HostPort, HostPort> pairs(String key) {
    Map<HostPort, HostPort> pairs = new LinkedHashMap<>();
    if (settings.value(key) instanceof ConfigObject object) {
      new TreeMap<>(object).forEach((from, to) -> addEntry(key, pairs, from, to));
      return pairs;
    }
    for (String item : items(key)) {
      int equals = item.indexOf('=');
      if (equals < 0) {
        settings.invalid(key, Quoted.of(item) + " has no '='; expected announced=reachable");
      } else {
        add(key, pairs, item.substring(0, equals).strip(), item.substring(equals + 1).strip());
      }
    }
    return pairs;
  }

  private void addEntry(String key, Map<HostPort, HostPort> pairs, String from, ConfigValue to) {
    if (to.valueType() == ConfigValueType.STRING) {
      add(key, pairs, from, to.unwrapped().toString());
    } else {
      // Unquoted, 10.0.0.1:6379 is a path to a value: 10, then 0, and so on.
      settings.invalid(
          key,
          Quoted.of(from)
              + " is not mapped to text; expected \"host:port\" = \"host:port\", both in quotes");
    }
  }

  private void add(String key, Map<HostPort, HostPort> pairs, String from, String to) {
    Optional<HostPort> announced = parse(key, from);
    Optional<HostPort> reachable = parse(key, to);
    if (announced.isEmpty() || reachable.isEmpty()) {
      return;
    }
    HostPort earlier = pairs.putIfAbsent(announced.get(), reachable.get());
    if (earlier != null && !earlier.equals(reachable.get())) {
      settings.invalid(
          key,
          "'"
              + announced.get()
              + "' is mapped to both "
              + earlier
              + " and "
              + reachable.get()
              + "; expected one of them");
    }
  }

  private Optional<HostPort> parse(String key, String text) {
    try {
      return Optional.of(Addresses.parse(text));
    } catch (IllegalArgumentException e) {
      settings.invalid(key, String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  private List<String> items(String key) {
    ConfigValue value = settings.value(key);
    List<String> items = new ArrayList<>();
    for (ConfigValue element : value instanceof ConfigList list ? list : List.of(value)) {
      if (element.valueType() == ConfigValueType.STRING) {
        // A comma too many is common in generated texts and means nothing.
        for (String item : element.unwrapped().toString().split(",", -1)) {
          if (!item.isBlank()) {
            items.add(item.strip());
          }
        }
      } else {
        settings.invalid(
            key,
            (value == element ? "is " : "has an item that is ")
                + Settings.words(element.valueType())
                + "; expected addresses as a list of texts or as one text with commas");
      }
    }
    return items;
  }
}
