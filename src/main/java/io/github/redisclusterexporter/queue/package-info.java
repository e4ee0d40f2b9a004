/**
 * Queues: what to ask of a server, and how to read what it answers. Pure functions from replies to
 * facts; no I/O, no metrics.
 *
 * <p>{@link io.github.redisclusterexporter.queue.QueueProbe#start} says what to send for one queue.
 * Whoever sends it hands the replies back and gets either a reading or, when it cannot be avoided,
 * something more to send. What a reading teaches goes into a {@link
 * io.github.redisclusterexporter.queue.QueueReadPlan}, with which the next one takes one round
 * trip.
 *
 * <p>Of what is in a queue only ids, scores and the one field with a time are read; the rest is
 * dropped with the reply.
 */
@NullMarked
package io.github.redisclusterexporter.queue;

import org.jspecify.annotations.NullMarked;
