/**
 * The configuration as records. The only way to one is {@link
 * io.github.redisclusterexporter.config.ConfigLoader}, which reads and checks all of it and reports
 * all problems at once.
 */
@NullMarked
package io.github.redisclusterexporter.config;

import org.jspecify.annotations.NullMarked;
