/**
 * Queues: their configuration, which commands read them, and how to read the replies. No I/O, no
 * metrics. Of the entries of a queue only ids, scores and the one configured field with a time are
 * read.
 */
@NullMarked
package io.github.redisclusterexporter.queue;

import org.jspecify.annotations.NullMarked;
