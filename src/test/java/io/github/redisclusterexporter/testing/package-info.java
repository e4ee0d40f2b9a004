/**
 * Fixtures for tests and the demo: real servers and clusters, a scripted server, proxies,
 * certificates and captured replies. Everything that is started here is stopped by its {@code
 * close()}, at the latest when the JVM ends.
 */
@NullMarked
package io.github.redisclusterexporter.testing;

import org.jspecify.annotations.NullMarked;
