/**
 * Where a node is: one type for a host and its port, used by every other package. Uses nothing
 * itself.
 */
@NullMarked
package io.github.redisclusterexporter.address;

import org.jspecify.annotations.NullMarked;
