/**
 * What the nodes say, put together to one snapshot of the cluster: who belongs to it, in which
 * role, and what is true of the whole. Pure functions; no I/O, no metrics.
 */
@NullMarked
package io.github.redisclusterexporter.cluster;

import org.jspecify.annotations.NullMarked;
