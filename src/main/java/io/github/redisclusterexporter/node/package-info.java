/**
 * One node: what can be asked of it, and what it says of itself and of the others. Pure parsers
 * from replies to records; no I/O, no metrics.
 */
@NullMarked
package io.github.redisclusterexporter.node;

import org.jspecify.annotations.NullMarked;
