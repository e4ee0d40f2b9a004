package io.github.redisclusterexporter.alert;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * That somebody was told of an alert.
 *
 * @param receiver the receiver of the routes
 * @param alert name of the alert
 * @param about the labels that say what it is about, that of the cluster left out
 */
record Notice(String receiver, String alert, Map<String, String> about) {
  static final String PAGER = "pager";

  private static final Set<String> ABOUT =
      Set.of(
          "shard",
          "host",
          "node",
          "reason",
          "part",
          "type",
          "queue",
          "group",
          "collector",
          "instance");

  static Notice page(String alert, String... about) {
    return of(PAGER, alert, about);
  }

  static Notice ticket(String alert, String... about) {
    return of("tickets", alert, about);
  }

  static Notice chat(String alert, String... about) {
    return of("chat", alert, about);
  }

  /** What a message to this receiver tells of an alert with these labels. */
  static Notice of(String receiver, Map<String, String> labels) {
    Map<String, String> about = new TreeMap<>(labels);
    about.keySet().retainAll(ABOUT);
    return new Notice(receiver, labels.getOrDefault("alertname", ""), about);
  }

  private static Notice of(String receiver, String alert, String... about) {
    Map<String, String> labels = new TreeMap<>();
    for (int i = 0; i < about.length; i += 2) {
      labels.put(about[i], about[i + 1]);
    }
    return new Notice(receiver, alert, labels);
  }

  boolean isPage() {
    return receiver.equals(PAGER);
  }
}
