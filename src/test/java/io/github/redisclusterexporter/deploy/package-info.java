/** What is shipped to run the whole system, by the programs that will run it. */
@NullMarked
package io.github.redisclusterexporter.deploy;

import org.jspecify.annotations.NullMarked;
