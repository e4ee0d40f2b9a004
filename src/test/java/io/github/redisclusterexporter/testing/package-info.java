/**
 * What tests and the demo stand on: real servers and clusters, a fake server for what real ones
 * will not do on command, proxies, certificates, captured replies. Whatever is started here is
 * ended by its {@code close()}, at the latest when the JVM ends.
 */
@NullMarked
package io.github.redisclusterexporter.testing;

import org.jspecify.annotations.NullMarked;
