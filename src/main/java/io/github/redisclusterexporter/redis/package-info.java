/**
 * Access to Redis servers: settings, commands, replies, kept connections, and the classification of
 * errors as a {@link io.github.redisclusterexporter.redis.Fault}. The only package that uses jedis.
 */
@NullMarked
package io.github.redisclusterexporter.redis;

import org.jspecify.annotations.NullMarked;
