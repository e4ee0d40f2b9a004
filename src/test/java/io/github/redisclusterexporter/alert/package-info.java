/** The alert rules, what goes with them, and whether they hold what they promise. */
@NullMarked
package io.github.redisclusterexporter.alert;

import org.jspecify.annotations.NullMarked;
