/**
 * One scrape, from the nodes known so far to one snapshot of the cluster, by a deadline: all nodes
 * at once, and those that the answers name in the same scrape.
 */
@NullMarked
package io.github.redisclusterexporter.scrape;

import org.jspecify.annotations.NullMarked;
