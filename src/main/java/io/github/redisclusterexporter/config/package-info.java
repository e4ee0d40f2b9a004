/**
 * Reads a configuration from its sources. {@link
 * io.github.redisclusterexporter.config.ConfigLoader} puts the sources together; each feature reads
 * its section from a {@link io.github.redisclusterexporter.config.ConfigNode} and has the record
 * for it; one report has all problems.
 */
@NullMarked
package io.github.redisclusterexporter.config;

import org.jspecify.annotations.NullMarked;
