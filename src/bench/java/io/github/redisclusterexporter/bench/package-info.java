/**
 * The benchmarks of {@code ./bench}. They use the servers of the tests and are not part of a
 * release.
 */
@NullMarked
package io.github.redisclusterexporter.bench;

import org.jspecify.annotations.NullMarked;
