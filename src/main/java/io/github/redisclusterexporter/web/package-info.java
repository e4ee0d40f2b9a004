/**
 * The HTTP server: paths, methods, admission, TLS and passwords, over the JDK's server and the
 * library's handler. A page is complete in memory before its first byte is sent, and no response
 * contains more of an exception than a fixed sentence.
 */
@NullMarked
package io.github.redisclusterexporter.web;

import org.jspecify.annotations.NullMarked;
