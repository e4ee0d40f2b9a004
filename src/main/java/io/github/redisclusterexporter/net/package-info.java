/**
 * Network basics that do not depend on Redis: addresses, host-name look-ups, deadlines, PEM files
 * and TLS contexts. Used for connections to Redis and for the web server.
 */
@NullMarked
package io.github.redisclusterexporter.net;

import org.jspecify.annotations.NullMarked;
