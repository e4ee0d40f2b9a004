/**
 * The dashboards: described here, written to {@code dashboards/}, and held to the alerts, to the
 * list of metrics and to a real Prometheus.
 */
@NullMarked
package io.github.redisclusterexporter.dashboard;

import org.jspecify.annotations.NullMarked;
