/**
 * The metrics. One metric is one entry in one group: type, name, labels, the function that reads it
 * from the facts, and help. Everything else that names metrics, from the documentation to the
 * {@code name[]} filter, is derived from the {@link io.github.redisclusterexporter.metric.Catalog}.
 */
@NullMarked
package io.github.redisclusterexporter.metric;

import org.jspecify.annotations.NullMarked;
