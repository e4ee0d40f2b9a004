package io.github.redisclusterexporter.key;

import java.util.Optional;

/**
 * The keys that match a pattern, over the whole cluster.
 *
 * @param name the {@code group} label
 * @param pattern as in SCAN MATCH
 * @param type as TYPE replies; empty for all types
 */
public record KeyGroup(String name, String pattern, Optional<String> type, KeyDatabase database) {}
