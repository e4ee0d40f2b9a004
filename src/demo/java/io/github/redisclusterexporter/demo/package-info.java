/**
 * The demo: a real cluster, the exporter, a task queue with workers, and Prometheus and
 * Alertmanager if they are installed. It stops all processes that it started, and removes its
 * files.
 */
@NullMarked
package io.github.redisclusterexporter.demo;

import org.jspecify.annotations.NullMarked;
