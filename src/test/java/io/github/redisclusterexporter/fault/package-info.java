/**
 * Faults of the network and of nodes, made in front of real servers: what they cost, and that it is
 * over when they are.
 */
@NullMarked
package io.github.redisclusterexporter.fault;

import org.jspecify.annotations.NullMarked;
