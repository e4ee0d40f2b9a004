/** What {@code ./bench} measures. It shares the tests' real servers and never ships. */
@NullMarked
package io.github.redisclusterexporter.bench;

import org.jspecify.annotations.NullMarked;
