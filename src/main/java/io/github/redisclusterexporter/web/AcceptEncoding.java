package io.github.redisclusterexporter.web;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Whether a client accepts a compressed page. */
final class AcceptEncoding {
  /** One element of the header, with its quality; elements of another form are ignored. */
  private static final Pattern CODING =
      Pattern.compile("\\s*([^\\s;]+)\\s*(?:;\\s*q\\s*=\\s*([01](?:\\.[0-9]{0,9})?)\\s*)?");

  private AcceptEncoding() {}

  /** Whether gzip is accepted, and not liked less than no compression. */
  static boolean isGzip(@Nullable List<String> headerLines) {
    Map<String, Double> qualities = new HashMap<>();
    String header = headerLines == null ? "" : String.join(",", headerLines);
    for (String element : header.split(",", -1)) {
      Matcher coding = CODING.matcher(element);
      if (coding.matches()) {
        String name = coding.group(1).toLowerCase(Locale.ROOT);
        double quality = coding.group(2) == null ? 1 : Double.parseDouble(coding.group(2));
        qualities.merge(name.equals("x-gzip") ? "gzip" : name, quality, Math::max);
      }
    }
    double gzip = qualities.getOrDefault("gzip", qualities.getOrDefault("*", 0.0));
    return gzip > 0 && gzip >= qualities.getOrDefault("identity", 0.0);
  }
}
