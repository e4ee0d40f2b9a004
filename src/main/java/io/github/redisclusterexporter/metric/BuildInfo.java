package io.github.redisclusterexporter.metric;

import java.util.Properties;

/**
 * What the program was built from.
 *
 * @param version of the release
 * @param revision the commit
 * @param java version of the JVM it runs on
 */
public record BuildInfo(String version, String revision, String java) {
  private static final String UNKNOWN = "unknown";

  /** Reads what the build has written. What it could not find out is {@code unknown}. */
  public static BuildInfo of(Properties build, Runtime.Version java) {
    String revision = value(build, "revision");
    boolean isModified = value(build, "modified").equals("true") && !revision.equals(UNKNOWN);
    return new BuildInfo(
        value(build, "version"), isModified ? revision + "-modified" : revision, java.toString());
  }

  private static String value(Properties build, String key) {
    String value = build.getProperty(key, "");
    // A placeholder that the build did not replace, because the clone has no commit for instance.
    return value.isEmpty() || value.startsWith("$") ? UNKNOWN : value;
  }

  /** The program with its version and its revision, as {@code --version} prints it. */
  public String title() {
    return "redis-cluster-exporter " + version + " (revision " + revision + ")";
  }
}
