package io.github.redisclusterexporter.config;

import java.util.regex.Pattern;

/** Values in messages: short, and without what may be a password. */
public final class Quoted {
  private static final int LONGEST = 80;

  /** What may be a hash of a password, and what follows it: not even that is anybody's business. */
  private static final Pattern HASH = Pattern.compile("\\$[0-9a-z]+\\$.*", Pattern.DOTALL);

  private Quoted() {}

  public static String of(String text) {
    // Before an '@' there may be a user and a password, whatever the key was meant for.
    String shown = text.indexOf('@') < 0 ? text : "***" + text.substring(text.lastIndexOf('@'));
    return "'" + name(shown) + "'";
  }

  /** The name of a key, which may be anything that somebody has put into the wrong place. */
  public static String name(String text) {
    String shown = HASH.matcher(text).replaceFirst("***");
    return shown.length() <= LONGEST ? shown : shown.substring(0, LONGEST) + "...";
  }
}
