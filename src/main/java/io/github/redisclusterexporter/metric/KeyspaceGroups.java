package io.github.redisclusterexporter.metric;

import static io.github.redisclusterexporter.metric.InfoReaders.group;
import static io.github.redisclusterexporter.metric.InfoReaders.info;
import static io.github.redisclusterexporter.metric.InfoReaders.infoFirst;
import static io.github.redisclusterexporter.metric.InfoReaders.infoMilliseconds;
import static io.github.redisclusterexporter.metric.InfoReaders.infoRatio;
import static io.github.redisclusterexporter.metric.InfoReaders.onReplicas;
import static io.github.redisclusterexporter.metric.InfoReaders.requirePart;

import io.github.redisclusterexporter.cluster.Node;
import io.github.redisclusterexporter.node.Info;
import io.github.redisclusterexporter.node.NumberKind;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Metrics of a node from the section Keyspace of INFO, and expiry from the section Stats. */
final class KeyspaceGroups {
  private static final Pattern DATABASE = Pattern.compile("\\d+");
  private static final double MILLISECONDS = 1e3;

  private KeyspaceGroups() {}

  static Group<Node> keyspace() {
    return group("keyspace")
        .gauge("redis_cluster_keys", List.of("db"), byDatabase("keys"))
        .help("Keys in the database (INFO keyspace).")
        .gauge("redis_cluster_keys_expiring", List.of("db"), byDatabase("expires"))
        .help("Keys in the database that have a time to live (INFO keyspace).")
        .build();
  }

  /** How keys and fields of hashes expire. */
  static Group<Node> expiry() {
    return group("expiry")
        .gauge("redis_cluster_expired_stale_ratio", infoRatio("expired_stale_perc"))
        .help(
            "Estimated part of the keys with a time to live whose time is over and that are not yet"
                + " removed (INFO expired_stale_perc).")
        .counter(
            "redis_cluster_expiry_time_limit_reached_total", info("expired_time_cap_reached_count"))
        .help(
            "Searches for expired keys that ended because of their time limit"
                + " (INFO expired_time_cap_reached_count).")
        .counter(
            "redis_cluster_expiry_cpu_seconds_total",
            infoMilliseconds("expire_cycle_cpu_milliseconds"))
        .help("Time in searches for expired keys, in seconds (INFO expire_cycle_cpu_milliseconds).")
        .counter(
            "redis_cluster_expired_fields_total", infoFirst("expired_subkeys", "expired_fields"))
        .help(
            "Fields of hashes removed because their time was over"
                + " (INFO expired_subkeys, expired_fields).")
        .gauge("redis_cluster_keys_average_ttl_seconds", List.of("db"), averageTtl())
        .help(
            "Estimated mean time to live of the keys that have one, in seconds; absent when there"
                + " is no estimate, as on replicas (INFO keyspace avg_ttl).")
        .gauge("redis_cluster_keys_with_expiring_fields", List.of("db"), keysWithExpiringFields())
        .help(
            "Hashes with fields that have a time to live"
                + " (INFO keyspace subexpiry, keys_with_volatile_items).")
        .gauge(
            "redis_cluster_replica_expiring_keys", onReplicas(info("slave_expires_tracked_keys")))
        .help(
            "On replicas that accept writes: keys with a time to live that clients wrote there, and"
                + " that the replica removes by itself (INFO slave_expires_tracked_keys).")
        .build();
  }

  private static BiConsumer<Node, DataPoints> averageTtl() {
    return byDatabase(
        database -> {
          OptionalDouble milliseconds = database.number("avg_ttl", NumberKind.COUNT);
          return milliseconds.orElse(0) > 0
              ? OptionalDouble.of(milliseconds.getAsDouble() / MILLISECONDS)
              : OptionalDouble.empty();
        });
  }

  private static BiConsumer<Node, DataPoints> keysWithExpiringFields() {
    return byDatabase(
        database ->
            database.text("subexpiry").isPresent()
                ? database.number("subexpiry", NumberKind.COUNT)
                : database.number("keys_with_volatile_items", NumberKind.COUNT));
  }

  private static BiConsumer<Node, DataPoints> byDatabase(String name) {
    return byDatabase(database -> ofDatabase(database, name));
  }

  private static BiConsumer<Node, DataPoints> byDatabase(Function<Info, OptionalDouble> reader) {
    return (node, points) -> {
      Map<String, Info> databases = new HashMap<>(node.infoPairs("db"));
      if (node.info().isPresent()) {
        // The server omits empty databases; the first one always exists.
        databases.putIfAbsent("0", Info.pairs("db0", "keys=0,expires=0"));
      }
      databases.keySet().removeIf(db -> !DATABASE.matcher(db).matches());
      databases.forEach(
          (db, pairs) ->
              points
                  .attempt(() -> reader.apply(pairs), OptionalDouble.empty())
                  .ifPresent(number -> points.add(number, db)));
    };
  }

  /** When one of the two numbers cannot be right, neither is known to be right. */
  private static OptionalDouble ofDatabase(Info database, String name) {
    requirePart(database, "expires", "keys");
    return database.number(name, NumberKind.COUNT);
  }
}
