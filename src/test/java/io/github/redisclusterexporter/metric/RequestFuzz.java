package io.github.redisclusterexporter.metric;

import io.github.redisclusterexporter.cluster.ClusterSnapshot;
import io.prometheus.metrics.exporter.common.PrometheusHttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;

/** Bytes as the query and the timeout header of a scrape. */
public final class RequestFuzz {
  private record Request(String text) implements PrometheusHttpRequest {
    @Override
    public String getQueryString() {
      return text;
    }

    @Override
    public Enumeration<String> getHeaders(String name) {
      return Collections.enumeration(List.of(text));
    }

    @Override
    public String getMethod() {
      return "GET";
    }

    @Override
    public String getRequestPath() {
      return "/metrics";
    }
  }

  private RequestFuzz() {}

  /** Called by the fuzzer. */
  public static void fuzzerTestOneInput(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    PageMetrics metrics =
        Exposition.page(
            "test",
            Catalogs.full(),
            (collectors, timeout) -> {
              Duration given = timeout.orElse(Duration.ofSeconds(1));
              if (given.isNegative() || given.isZero()) {
                throw new AssertionError(timeout.toString());
              }
              return Exposition.scrape(ClusterSnapshot.EMPTY);
            },
            new ExporterCounters());
    Request request = new Request(text);
    String[] names;
    try {
      names = request.getParameterValues("name[]");
    } catch (RuntimeException e) {
      // The handler answers 400 before it collects anything.
      return;
    }
    int all = metrics.collect().size();
    int selected = metrics.collect(request).size();
    if (names == null ? selected != all : selected > all) {
      throw new AssertionError(selected + " of " + all + " metrics by " + List.of(text));
    }
  }
}
