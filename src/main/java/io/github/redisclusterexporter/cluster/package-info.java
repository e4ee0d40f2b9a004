/**
 * The state of a cluster, computed from the reports of its nodes: membership, slot ownership,
 * shards, redundancy, failovers and replication lag. Pure functions; no I/O, no metrics.
 */
@NullMarked
package io.github.redisclusterexporter.cluster;

import org.jspecify.annotations.NullMarked;
