/**
 * One node: the commands that a scrape sends to it, and what it reports of itself and of the other
 * nodes. Pure parsers from replies to records; no I/O, no metrics.
 */
@NullMarked
package io.github.redisclusterexporter.node;

import org.jspecify.annotations.NullMarked;
