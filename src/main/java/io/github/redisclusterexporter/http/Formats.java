package io.github.redisclusterexporter.http;

import io.github.redisclusterexporter.exposition.PageWriter;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the exposition format by {@code Accept}. The library's own choice looks for substrings
 * and ignores qualities: it answers protobuf to a client that ranks it last, or excludes it.
 */
final class Formats {

  private static final int EXACT = 2;

  /** Among formats a client names and likes equally, the first wins: the order of the library. */
  private final List<Format> formats;

  private final PageWriter fallback;

  Formats() {
    fallback = PageWriter.prometheus();
    formats =
        List.of(
            new Format(
                "application",
                "vnd.google.protobuf",
                Map.of(
                    "proto", Set.of("io.prometheus.client.metricfamily"),
                    "encoding", Set.of("delimited")),
                PageWriter.protobuf()),
            new Format(
                "application",
                "openmetrics-text",
                Map.of("version", Set.of("1.0.0", "0.0.1")),
                PageWriter.openMetrics()),
            // Version 1.0.0 of the text format differs in names that need quoting: there are none.
            new Format("text", "plain", Map.of("version", Set.of("0.0.4", "1.0.0")), fallback));
  }

  /** Text when nothing on offer is acceptable: Prometheus can read it, an error it cannot. */
  PageWriter choose(@Nullable List<String> acceptLines) {
    List<Weighted> ranges = Weighted.parse(acceptLines);
    Match best = null;
    for (Format format : formats) {
      Match match = format.match(ranges);
      if (match != null && match.quality > 0 && (best == null || match.isBetterThan(best))) {
        best = match;
      }
    }
    return best == null ? fallback : best.format.writer;
  }

  private record Match(Format format, int specificity, double quality) {

    boolean isBetterThan(Match earlier) {
      if (quality != earlier.quality) {
        return quality > earlier.quality;
      }
      // Who names no format at all is a person with a browser or curl: text comes last in the list.
      return specificity == earlier.specificity
          ? specificity < EXACT
          : specificity > earlier.specificity;
    }
  }

  /**
   * A format on offer.
   *
   * @param values what a parameter may say; one that is not named here may say anything
   */
  private record Format(
      String type, String subtype, Map<String, Set<String>> values, PageWriter writer) {

    /** Of several ranges that fit, the most specific counts, then the most liked. */
    @Nullable Match match(List<Weighted> ranges) {
      Match best = null;
      for (Weighted range : ranges) {
        int specificity = specificity(range);
        if (specificity >= 0
            && (best == null
                || specificity > best.specificity
                || (specificity == best.specificity && range.quality() > best.quality))) {
          best = new Match(this, specificity, range.quality());
        }
      }
      return best;
    }

    private int specificity(Weighted range) {
      if (range.value().equals("*/*")) {
        return 0;
      }
      if (range.value().equals(type + "/*")) {
        return 1;
      }
      return range.value().equals(type + "/" + subtype) && allows(range.parameters()) ? EXACT : -1;
    }

    private boolean allows(Map<String, String> parameters) {
      return values.entrySet().stream()
          .allMatch(
              allowed -> {
                String value = parameters.get(allowed.getKey());
                return value == null || allowed.getValue().contains(value);
              });
    }
  }
}
