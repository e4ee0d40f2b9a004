package io.github.redisclusterexporter.alert;

/** What is different in a further case of a {@link RuleSpec}; its methods have the same names. */
interface Change {
  RuleSpec of(RuleSpec spec);

  static Change hurt(String prefix, String text) {
    return spec -> spec.hurt(prefix, text);
  }

  static Change always(String prefix, String text) {
    return spec -> spec.always(prefix, text);
  }

  static Change without(String prefix) {
    return spec -> spec.without(prefix);
  }

  static Change series(String selector, String well, String hurt) {
    return spec -> spec.series(selector, well, hurt);
  }

  /** Another series with the value 1 instead of those that begin with the prefix. */
  static Change instead(String prefix, String selector) {
    return instead(prefix, selector, "1", "1");
  }

  /** Another series instead of those that begin with the prefix. */
  static Change instead(String prefix, String selector, String well, String hurt) {
    return spec -> spec.without(prefix).series(selector, well, hurt);
  }

  static Change nodes(int first, int last, String selector, String well, String hurt) {
    return spec -> spec.nodes(first, last, selector, well, hurt);
  }

  static Change second(String prefix, String well, String hurt) {
    return spec -> spec.second(prefix, well, hurt);
  }

  static Change onlySecond(String selector, String well, String hurt) {
    return spec -> spec.onlySecond(selector, well, hurt);
  }

  static Change label(String name, String text) {
    return spec -> spec.label(name, text);
  }

  static Change value(String text) {
    return spec -> spec.value(text);
  }

  static Change later(String text) {
    return spec -> spec.later(text);
  }

  static Change finds(String text) {
    return spec -> spec.finds(text);
  }

  static Change lists(String text) {
    return spec -> spec.lists(text);
  }

  static Change before(int steps) {
    return spec -> spec.before(steps);
  }

  static Change lead(int seconds) {
    return spec -> spec.lead(seconds);
  }

  static Change lasts(int seconds) {
    return spec -> spec.lasts(seconds);
  }

  static Change ends(int seconds) {
    return spec -> spec.ends(seconds);
  }

  static Change blur(int steps) {
    return spec -> spec.blur(steps);
  }
}
