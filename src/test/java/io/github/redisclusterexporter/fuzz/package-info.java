/**
 * Runs what reads bytes of servers, of scrapers and of files under a coverage-guided fuzzer. The
 * targets lie beside what they test; the seeds are captured replies and {@code
 * src/test/resources/fuzz}, where every input that ever failed is kept.
 */
@NullMarked
package io.github.redisclusterexporter.fuzz;

import org.jspecify.annotations.NullMarked;
