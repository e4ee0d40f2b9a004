package io.github.redisclusterexporter.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.net.URLDecoder;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The query of a request, read as the library reads it. */
final class Query {
  /** The library refuses a longer one. */
  private static final int LONGEST = 65_536;

  private Query() {}

  /**
   * The values of a parameter that are not empty.
   *
   * @throws IllegalArgumentException when the query is not percent-encoded
   */
  static Set<String> values(URI uri, String parameter) {
    @Nullable String query = uri.getRawQuery();
    if (query == null || query.length() > LONGEST || !query.contains(parameter)) {
      return Set.of();
    }
    String prefix = parameter + "=";
    return Arrays.stream(query.split("&", -1))
        .filter(pair -> pair.startsWith(prefix))
        .map(pair -> URLDecoder.decode(pair.substring(prefix.length()), UTF_8))
        .filter(value -> !value.isEmpty())
        .collect(Collectors.toUnmodifiableSet());
  }
}
