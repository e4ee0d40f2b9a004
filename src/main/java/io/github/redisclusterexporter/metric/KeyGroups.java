package io.github.redisclusterexporter.metric;

import io.github.redisclusterexporter.key.KeyGroupFacts;
import io.github.redisclusterexporter.key.NamedKeyFacts;
import io.github.redisclusterexporter.key.NamedKeyValues;
import io.github.redisclusterexporter.metric.Group.Subject;
import io.github.redisclusterexporter.node.Collector;
import io.github.redisclusterexporter.scrape.ScrapeResult;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;

/** Metrics of keys that the configuration names, and of groups of keys. */
final class KeyGroups {
  private static final double MILLISECONDS = 1e3;

  private static final Subject<NamedKeyFacts> KEYS =
      new Subject<>(
          ScrapeResult::keys,
          Set.of(Collector.CLUSTER_NODES, Collector.INFO, Collector.KEYS),
          List.of("key"),
          key -> List.of(key.key().name()));

  private static final Subject<KeyGroupFacts> GROUPS =
      new Subject<>(
          ScrapeResult::keyGroups,
          Set.of(),
          List.of("group"),
          group -> List.of(group.group().name()));

  private KeyGroups() {}

  static Group<NamedKeyFacts> keys() {
    return Group.of("keys", KEYS)
        .gauge("redis_cluster_key_up", key -> OptionalDouble.of(key.values().isPresent() ? 1 : 0))
        .help(
            "1 when the key was read in this scrape, also when it does not exist; 0 when its"
                + " primary did not answer or refused.")
        .gauge(
            "redis_cluster_key_size",
            List.of("type"),
            (key, points) ->
                key.values()
                    .ifPresent(
                        values ->
                            values
                                .size()
                                .ifPresent(size -> points.add((double) size, values.type()))))
        .help(
            "Elements of the key, or bytes of a string; 0 with the type none when it does not"
                + " exist, absent for the type of a module (STRLEN, LLEN, SCARD, ZCARD, HLEN,"
                + " XLEN).")
        .gauge("redis_cluster_key_memory_bytes", values(values -> number(values.memoryBytes())))
        .help(
            "Memory of the key with its value, in bytes, which the server estimates for keys with"
                + " many elements; 0 when it does not exist (MEMORY USAGE).")
        .gauge(
            "redis_cluster_key_ttl_seconds",
            values(
                values ->
                    values.timeToLiveMillis().isPresent()
                        ? OptionalDouble.of(values.timeToLiveMillis().getAsLong() / MILLISECONDS)
                        : OptionalDouble.empty()))
        .help("Seconds until the key expires; absent when it does not (PTTL).")
        .build();
  }

  static Group<KeyGroupFacts> groups() {
    return Group.of("key-groups", GROUPS)
        .gauge(
            "redis_cluster_key_group_keys", last(pass -> OptionalDouble.of((double) pass.keys())))
        .help(
            "Keys that match the pattern of the group, each once, on all primaries, in the last"
                + " complete pass between scrapes (SCAN).")
        .gauge("redis_cluster_key_group_memory_bytes", last(KeyGroupFacts.Pass::memoryBytes))
        .help(
            "Memory of these keys with their values, in bytes, estimated: the mean of up to 1000"
                + " keys of each primary times their number (MEMORY USAGE).")
        .gauge(
            "redis_cluster_key_group_last_pass_timestamp_seconds",
            last(pass -> OptionalDouble.of(pass.end().toEpochMilli() / MILLISECONDS)))
        .help(
            "End of the last complete pass, which the other values are from, in seconds since"
                + " 1970; absent before the first complete pass.")
        .gauge(
            "redis_cluster_key_group_complete",
            group -> OptionalDouble.of(group.isComplete().orElse(false) ? 1 : 0))
        .help(
            "1 when the last pass covered all keys of all primaries; 0 before the first, and when"
                + " a primary was unreachable or refused, slots were moving or moved, or there"
                + " were too many keys: then the values of the last complete pass stay.")
        .build();
  }

  private static Function<KeyGroupFacts, OptionalDouble> last(
      Function<KeyGroupFacts.Pass, OptionalDouble> reader) {
    return group -> group.last().map(reader).orElseGet(OptionalDouble::empty);
  }

  private static Function<NamedKeyFacts, OptionalDouble> values(
      Function<NamedKeyValues, OptionalDouble> reader) {
    return key -> key.values().map(reader).orElseGet(OptionalDouble::empty);
  }

  private static OptionalDouble number(OptionalLong number) {
    return number.stream().asDoubleStream().findFirst();
  }
}
