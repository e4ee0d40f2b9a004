package io.github.redisclusterexporter.status;

import io.github.redisclusterexporter.cluster.Failovers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * The last failovers, as far as the exporter saw them.
 *
 * @param cluster its name
 * @param now the time of day to which their age is relative
 */
record FailoverTable(String cluster, Failovers failovers, Instant now) {

  /** The last failover in one sentence. */
  String sentence() {
    if (failovers.recent().isEmpty()) {
      return "No failover since the exporter started.";
    }
    Failovers.Event last = failovers.recent().get(0);
    return "Last failover: %s, %s became the primary%s%s."
        .formatted(
            age(last),
            last.node().orElse("a replica"),
            last.shard().map(shard -> " of shard " + Format.shard(shard)).orElse(""),
            last.outage()
                .map(outage -> "; its slots were not served for " + Format.duration(outage))
                .orElse(""));
  }

  void write(Html html) {
    if (failovers.recent().isEmpty()) {
      return;
    }
    html.element("h3", "Last failovers");
    html.beginTable(
            "failovers",
            "Last failovers of " + cluster,
            List.of("When", "New primary", "Shard", "Type", "Not served for"))
        .begin("tbody");
    failovers.recent().forEach(event -> row(html, event));
    html.end().end().end();
  }

  private void row(Html html, Failovers.Event event) {
    html.begin("tr")
        .element("th", age(event), "scope", "row")
        .begin("td")
        .name(event.node().orElse("not known"))
        .end()
        .begin("td")
        .name(event.shard().map(Format::shard).orElse("not known"))
        .end()
        .element("td", event.type().label())
        .element("td", event.outage().map(Format::duration).orElse("not measured"))
        .end();
  }

  private String age(Failovers.Event event) {
    Duration age = Duration.between(event.detectedAt(), now);
    return Format.duration(age.isNegative() ? Duration.ZERO : age) + " ago";
  }
}
