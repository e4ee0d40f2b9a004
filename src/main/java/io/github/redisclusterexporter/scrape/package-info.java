/**
 * Scrapes of a cluster by a deadline: from the nodes known so far to one snapshot, all nodes at the
 * same time, nodes that the replies list included. Between scrapes, the monitor of failovers.
 */
@NullMarked
package io.github.redisclusterexporter.scrape;

import org.jspecify.annotations.NullMarked;
