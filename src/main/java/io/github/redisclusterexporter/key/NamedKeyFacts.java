package io.github.redisclusterexporter.key;

import io.github.redisclusterexporter.redis.Fault;
import java.util.Optional;

/**
 * A named key in one scrape; the metrics of keys are made of this.
 *
 * @param node the {@code node} label of the server that has the key; empty without values
 * @param values empty when the key could not be read in this scrape
 * @param fault why it could not be read; empty when no node serves its slot
 */
public record NamedKeyFacts(
    NamedKey key, Optional<String> node, Optional<NamedKeyValues> values, Optional<Fault> fault) {}
