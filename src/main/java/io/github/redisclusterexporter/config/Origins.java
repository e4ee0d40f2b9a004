package io.github.redisclusterexporter.config;

import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigValue;

/** Where a value comes from, in words. */
public final class Origins {
  static final String DEFAULT = "default";

  private Origins() {}

  public static String of(ConfigValue value) {
    return of(value.origin());
  }

  static String of(ConfigOrigin origin) {
    if (origin.filename() == null && origin.description().startsWith(DEFAULT + ":")) {
      return DEFAULT;
    }
    return origin.filename() != null && origin.lineNumber() > 0
        ? origin.filename() + ":" + origin.lineNumber()
        : origin.description();
  }

  static String environment(String variable) {
    return "environment variable " + variable;
  }

  static String systemProperty(String name) {
    return "system property " + name;
  }
}
