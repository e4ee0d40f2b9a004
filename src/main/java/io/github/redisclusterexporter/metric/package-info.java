/**
 * The metrics. One metric is one entry in one group: name, help, type, labels and the function that
 * reads it from the facts. Everything else that names metrics, from the documentation to the {@code
 * name[]} filter, is derived from the {@link io.github.redisclusterexporter.metric.Catalog}.
 */
@NullMarked
package io.github.redisclusterexporter.metric;

import org.jspecify.annotations.NullMarked;
