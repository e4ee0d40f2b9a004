import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Durations and ratios as expressions and texts contain them. */
final class ValueFormat {
  private static final Pattern DURATION = Pattern.compile("(\\d+)(ms|s|m|h|d)");

  private static final Map<String, String> WORDS =
      Map.of("ms", "millisecond", "s", "second", "m", "minute", "h", "hour", "d", "day");

  private static final Map<String, Double> SECONDS =
      Map.of("ms", 0.001, "s", 1.0, "m", 60.0, "h", 3600.0, "d", 86400.0);

  private ValueFormat() {}

  /** The text of a value in the form that a placeholder names. */
  static String format(String text, String form) {
    return switch (form) {
      case "words" -> words(text);
      case "seconds" -> plain(seconds(text));
      case "percent" -> plain(Math.round(1e6 * Double.parseDouble(text)) / 1e4) + " %";
      default -> text;
    };
  }

  static double seconds(String duration) {
    return DURATION
        .matcher(duration)
        .results()
        .mapToDouble(part -> Long.parseLong(part.group(1)) * SECONDS.get(part.group(2)))
        .sum();
  }

  private static String words(String duration) {
    return DURATION
        .matcher(duration)
        .results()
        .map(
            part ->
                part.group(1)
                    + " "
                    + WORDS.get(part.group(2))
                    + (part.group(1).equals("1") ? "" : "s"))
        .collect(Collectors.joining(" "));
  }

  private static String plain(double number) {
    return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
  }
}
