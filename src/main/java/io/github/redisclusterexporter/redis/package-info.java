/**
 * Talking to one server: commands, replies, kept connections, and everything that can go wrong with
 * them as a {@link io.github.redisclusterexporter.redis.Fault}. The only package that imports
 * jedis.
 */
@NullMarked
package io.github.redisclusterexporter.redis;

import org.jspecify.annotations.NullMarked;
