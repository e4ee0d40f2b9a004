package io.github.redisclusterexporter.http;

import static java.util.Locale.ROOT;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One element of a header such as {@code Accept}: {@code value;parameter=x;q=0.5}.
 *
 * @param value in lower case
 * @param parameters without {@code q}; names and values in lower case
 * @param quality 0 means "not this one"
 */
record Weighted(String value, Map<String, String> parameters, double quality) {

  private static final Pattern QUALITY = Pattern.compile("[01](\\.[0-9]{0,9})?");

  /** Elements that cannot be read are left out, as if the client had not sent them. */
  static List<Weighted> parse(@Nullable List<String> headerLines) {
    List<Weighted> elements = new ArrayList<>();
    for (String line : headerLines == null ? List.<String>of() : headerLines) {
      for (String element : line.split(",", -1)) {
        Weighted weighted = parseElement(element);
        if (weighted != null) {
          elements.add(weighted);
        }
      }
    }
    return elements;
  }

  private static @Nullable Weighted parseElement(String element) {
    String[] parts = element.split(";", -1);
    String value = parts[0].strip().toLowerCase(ROOT);
    if (value.isEmpty()) {
      return null;
    }
    Map<String, String> parameters = new HashMap<>();
    for (int i = 1; i < parts.length; i++) {
      int equals = parts[i].indexOf('=');
      if (equals >= 0) {
        parameters.put(
            parts[i].substring(0, equals).strip().toLowerCase(ROOT),
            parts[i].substring(equals + 1).strip().toLowerCase(ROOT));
      }
    }
    String quality = parameters.remove("q");
    if (quality == null) {
      return new Weighted(value, parameters, 1);
    }
    return QUALITY.matcher(quality).matches()
        ? new Weighted(value, parameters, Math.min(1, Double.parseDouble(quality)))
        : null;
  }
}
