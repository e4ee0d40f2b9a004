package io.github.redisclusterexporter.node;

/** Numbers as servers write them. */
final class Numbers {
  private Numbers() {}

  /**
   * Parses a finite number.
   *
   * @param what names the value in the error
   */
  static double parse(String what, String text) {
    double number;
    try {
      number = Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new MalformedReplyException(what + " is not a number: " + shortened(text), e);
    }
    if (!Double.isFinite(number)) {
      throw new MalformedReplyException(what + " is not finite: " + shortened(text));
    }
    return number;
  }

  private static String shortened(String text) {
    return text.length() <= 40 ? text : text.substring(0, 40) + "...";
  }
}
