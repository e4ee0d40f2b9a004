/**
 * What {@code --check} prints after its last scrape: tables, problems and their solutions. Pure
 * functions from facts to text, which never contains a secret.
 */
@NullMarked
package io.github.redisclusterexporter.check;

import org.jspecify.annotations.NullMarked;
