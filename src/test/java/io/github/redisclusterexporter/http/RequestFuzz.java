package io.github.redisclusterexporter.http;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Bytes as the query and the headers of a scrape. */
public final class RequestFuzz {
  private RequestFuzz() {}

  /** Called by the fuzzer. */
  public static void fuzzerTestOneInput(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    names(text);
    Optional<Duration> timeout = ScrapeTimeout.parse(text);
    if (timeout.isPresent() && (timeout.get().isNegative() || timeout.get().isZero())) {
      throw new AssertionError(timeout.toString());
    }
    for (Weighted element : Weighted.parse(List.of(text))) {
      if (!(element.quality() >= 0 && element.quality() <= 1) || element.value().isBlank()) {
        throw new AssertionError(element.toString());
      }
    }
  }

  /** What is understood is understood again when it is written anew. */
  private static void names(String query) {
    try {
      Set<String> names = WantedNames.in(query);
      String again =
          names.stream()
              .map(name -> "name[]=" + URLEncoder.encode(name, StandardCharsets.UTF_8))
              .collect(Collectors.joining("&"));
      if (again.length() <= WantedNames.MAX_LENGTH && !WantedNames.in(again).equals(names)) {
        throw new AssertionError(names.toString());
      }
    } catch (BadRequestException e) {
      if (String.valueOf(e.getMessage()).length() > 200) {
        throw new AssertionError("an answer that echoes what was asked", e);
      }
    }
  }
}
