package io.github.redisclusterexporter.config;

/** Values in messages: short, and without what may be a password. */
final class Quoted {
  private static final int LONGEST = 80;

  private Quoted() {}

  static String of(String text) {
    // Before an '@' there may be a user and a password, whatever the key was meant for.
    String shown = text.indexOf('@') < 0 ? text : "***" + text.substring(text.lastIndexOf('@'));
    return "'" + (shown.length() <= LONGEST ? shown : shown.substring(0, LONGEST) + "...") + "'";
  }
}
