package io.github.redisclusterexporter.web;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsExchange;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * {@code /discovery}: one target for each cluster, for {@code http_sd_configs} of Prometheus. Its
 * labels say how to scrape, and keep {@code up} of the targets apart by {@code instance}; the name
 * of the cluster is on the series.
 */
final class DiscoveryPage {
  static final String PATH = "/discovery";

  private static final String TARGET =
      """
      {"targets": ["%1$s"], "labels": {"instance": "%1$s/%3$s", "__scheme__": "%2$s", \
      "__param_cluster": "%3$s"}}""";
  private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._:\\[\\]-]{1,255}");
  private static final Response NO_HOST =
      Response.text(400, "The request has no usable Host header, which would be the target.");

  private final Supplier<List<String>> clusters;

  /**
   * Targets at the address that the request was sent to.
   *
   * @param clusters their names
   */
  DiscoveryPage(Supplier<List<String>> clusters) {
    this.clusters = clusters;
  }

  Response response(HttpExchange exchange) {
    @Nullable String host = exchange.getRequestHeaders().getFirst("Host");
    if (host == null || !HOST.matcher(host).matches()) {
      return NO_HOST;
    }
    String scheme = exchange instanceof HttpsExchange ? "https" : "http";
    return Response.of(
        200,
        "application/json",
        clusters.get().stream()
            .map(name -> TARGET.formatted(host, scheme, escaped(name)))
            .collect(Collectors.joining(",\n", "[\n", "\n]\n")));
  }

  /** Names have no control characters. */
  private static String escaped(String name) {
    return name.replace("\\", "\\\\").replace("\"", "\\\"");
  }
}
