/**
 * Tests with faults of the network and of nodes of real clusters: what the exporter reports during
 * a fault, and that it recovers afterwards.
 */
@NullMarked
package io.github.redisclusterexporter.fault;

import org.jspecify.annotations.NullMarked;
