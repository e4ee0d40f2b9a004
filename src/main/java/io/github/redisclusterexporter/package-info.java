/** The program: arguments and exit codes, and the one place where its parts are put together. */
@NullMarked
package io.github.redisclusterexporter;

import org.jspecify.annotations.NullMarked;
