/**
 * Addresses, deadlines, and PEM files as what the JDK's TLS takes: towards Redis, where this
 * program is a client, and for its own pages, where it is the server.
 */
@NullMarked
package io.github.redisclusterexporter.net;

import org.jspecify.annotations.NullMarked;
