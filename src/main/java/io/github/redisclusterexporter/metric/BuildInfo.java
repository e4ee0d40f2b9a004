package io.github.redisclusterexporter.metric;

/**
 * What the program was built from.
 *
 * @param version of the release
 * @param revision the commit
 * @param java version of the JVM it runs on
 */
public record BuildInfo(String version, String revision, String java) {}
