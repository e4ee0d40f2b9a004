/**
 * Reads queues on the nodes of a cluster: in each scrape the values of every queue, between scrapes
 * the keys that match the configured patterns.
 */
@NullMarked
package io.github.redisclusterexporter.queue.read;

import org.jspecify.annotations.NullMarked;
