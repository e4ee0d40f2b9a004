/**
 * The outside of the program: paths, methods, formats, admission. A page is complete in memory
 * before its first byte is sent, and nothing of an exception but a sentence leaves the process.
 */
@NullMarked
package io.github.redisclusterexporter.http;

import org.jspecify.annotations.NullMarked;
