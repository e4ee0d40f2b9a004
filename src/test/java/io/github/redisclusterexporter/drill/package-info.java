/**
 * Faults of real clusters, and what the exporter says of them. {@code docs/drills.md} is written
 * from the drills.
 */
@NullMarked
package io.github.redisclusterexporter.drill;

import org.jspecify.annotations.NullMarked;
