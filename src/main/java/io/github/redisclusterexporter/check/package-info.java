/**
 * What {@code --check} says of one scrape: tables, what is not as it should be, and what to do
 * about it. Pure functions from facts to text; no secret is in any of it.
 */
@NullMarked
package io.github.redisclusterexporter.check;

import org.jspecify.annotations.NullMarked;
