/**
 * The demo: a real cluster, the exporter beside it, a task queue at work, and whatever of
 * Prometheus this machine has. Ends all it started, and leaves nothing behind.
 */
@NullMarked
package io.github.redisclusterexporter.demo;

import org.jspecify.annotations.NullMarked;
