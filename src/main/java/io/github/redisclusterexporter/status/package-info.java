/**
 * The status page: what one scrape shows, in sentences and tables for people. Pure functions from
 * facts to HTML, which needs no script and no network.
 */
@NullMarked
package io.github.redisclusterexporter.status;

import org.jspecify.annotations.NullMarked;
