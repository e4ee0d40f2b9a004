/**
 * Queues: their configuration, which commands read them, and how to read the replies. No I/O, no
 * metrics.
 *
 * <p>A {@link io.github.redisclusterexporter.queue.QueueDefinition} says what a queue is. A {@link
 * io.github.redisclusterexporter.queue.QueueRead} is one read of it: it has commands to send, takes
 * the replies, and ends with a {@link io.github.redisclusterexporter.queue.QueueResult} and the
 * {@link io.github.redisclusterexporter.queue.QueueReadPlan} of the next read, which then takes one
 * round trip. {@link io.github.redisclusterexporter.queue.QueueFacts} is what metrics are made of.
 *
 * <p>Of the entries of a queue only ids, scores and the one configured field with a time are read.
 */
@NullMarked
package io.github.redisclusterexporter.queue;

import org.jspecify.annotations.NullMarked;
