/**
 * Reads keys on the nodes of a cluster: in each scrape the values of queues and of named keys,
 * between scrapes the keys that match the configured patterns.
 */
@NullMarked
package io.github.redisclusterexporter.key.read;

import org.jspecify.annotations.NullMarked;
