/**
 * Faults of real clusters, and what the exporter reports for them. {@code
 * docs/development/drills.md} is generated from the drills.
 */
@NullMarked
package io.github.redisclusterexporter.drill;

import org.jspecify.annotations.NullMarked;
