package io.github.redisclusterexporter.metric;

import static io.github.redisclusterexporter.metric.NodeReaders.infoOf;

import io.github.redisclusterexporter.cluster.Node;
import io.github.redisclusterexporter.node.Collector;
import io.github.redisclusterexporter.node.InfoPairs;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;

/** How many keys there are. */
final class KeyspaceGroup {
  private static final Pattern DATABASE = Pattern.compile("\\d+");

  private KeyspaceGroup() {}

  static Group<Node> group() {
    return Group.ofNodes("keyspace", Collector.CLUSTER_NODES, Collector.INFO)
        .gauge(
            "redis_cluster_keys",
            List.of("db"),
            "Keys in the database (INFO keyspace).",
            perDatabase("keys"))
        .gauge(
            "redis_cluster_keys_expiring",
            List.of("db"),
            "Keys in the database that have a time to live (INFO keyspace).",
            perDatabase("expires"))
        .build();
  }

  private static BiConsumer<Node, DataPoints> perDatabase(String field) {
    return (node, points) ->
        infoOf(node)
            .ifPresent(
                info -> {
                  Map<String, String> databases = new HashMap<>(info.withPrefix("db"));
                  // The server leaves empty databases out; the first one always exists.
                  databases.putIfAbsent("0", "keys=0,expires=0");
                  databases.forEach(
                      (db, value) -> {
                        if (DATABASE.matcher(db).matches()) {
                          InfoPairs.parse("db" + db, value)
                              .number(field)
                              .ifPresent(number -> points.add(number, db));
                        }
                      });
                });
  }
}
