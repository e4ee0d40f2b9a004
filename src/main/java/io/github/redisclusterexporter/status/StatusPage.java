package io.github.redisclusterexporter.status;

import io.github.redisclusterexporter.cluster.ClusterSnapshot;
import io.github.redisclusterexporter.cluster.Node;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The page about all clusters of one reading. It keeps the text, and not the facts, which are much
 * larger.
 */
public final class StatusPage {
  private static final int REFRESH_SECONDS = 10;
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private final String css = Stylesheet.read();
  private final Html content = new Html();
  private final String title;
  private final String readAt;

  /**
   * Makes the page.
   *
   * @param readAt time of day of the reading
   */
  public StatusPage(List<ClusterStatus> clusters, Instant readAt) {
    this.readAt = TIME.format(readAt);
    List<Verdict> verdicts = clusters.stream().map(Verdict::of).toList();
    this.title =
        verdicts.stream()
                .map(Verdict::level)
                .max(Comparator.naturalOrder())
                .map(Level::words)
                .orElse("No cluster")
            + ": "
            + clusters.stream().map(ClusterStatus::name).collect(Collectors.joining(", "));
    if (clusters.size() > 1) {
      writeList(clusters, verdicts);
    }
    for (int i = 0; i < clusters.size(); i++) {
      writeCluster(clusters.get(i), verdicts.get(i), "cluster-" + (i + 1));
    }
  }

  /** The header that keeps a browser from all that the page does not need. */
  public String contentSecurityPolicy() {
    return Stylesheet.contentSecurityPolicy(css);
  }

  /**
   * The whole document.
   *
   * @param age of what it shows
   * @param refreshes whether the browser loads it again and again
   */
  public String html(Duration age, boolean refreshes) {
    Html html = new Html();
    html.begin("html", "lang", "en", "dir", "ltr").begin("head");
    html.empty("meta", "charset", "utf-8");
    html.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
    html.empty("meta", "name", "robots", "content", "noindex");
    if (refreshes) {
      html.empty("meta", "http-equiv", "refresh", "content", Integer.toString(REFRESH_SECONDS));
    }
    html.element("title", title).style(css).end().begin("body");
    writeHeader(html, age, refreshes);
    html.begin("main").append(content).end();
    writeFooter(html);
    html.end().end();
    return "<!DOCTYPE html>\n" + html + "\n";
  }

  private void writeHeader(Html html, Duration age, boolean refreshes) {
    html.begin("header").element("h1", "Redis Cluster status").begin("p");
    html.text("Read at " + readAt + ", ")
        .text(age.toSeconds() < 1 ? "just now" : Format.count(age.toSeconds(), "second") + " ago")
        .text(". ")
        .element("a", "Read again", "href", refreshes ? "?refresh=10" : "./")
        .text(" · ");
    if (refreshes) {
      html.text("This page reads again every " + REFRESH_SECONDS + " seconds. ")
          .element("a", "Stop", "href", "./");
    } else {
      html.element("a", "Every " + REFRESH_SECONDS + " seconds", "href", "?refresh=10");
    }
    html.end().end();
  }

  private static void writeFooter(Html html) {
    html.begin("footer").begin("nav", "aria-label", "Other pages").begin("ul");
    link(html, "Metrics", "metrics");
    link(html, "Health of the exporter", "-/healthy");
    link(
        html,
        "What to do when an alert fires",
        "https://github.com/redisclusterexporter/redis-cluster-exporter/tree/main/docs/runbooks");
    link(html, "Documentation", "https://github.com/redisclusterexporter/redis-cluster-exporter");
    html.end().end().end();
  }

  private static void link(Html html, String words, String target) {
    html.begin("li").element("a", words, "href", target).end();
  }

  private void writeList(List<ClusterStatus> clusters, List<Verdict> verdicts) {
    content.begin("nav", "aria-label", "Clusters").begin("ul", "class", "clusters");
    for (int i = 0; i < clusters.size(); i++) {
      Level level = verdicts.get(i).level();
      content
          .begin("li")
          .element("a", clusters.get(i).name(), "href", "#cluster-" + (i + 1))
          .text(" ")
          .element("span", level.words(), "class", "badge " + level.style())
          .end();
    }
    content.end().end();
  }

  private void writeCluster(ClusterStatus status, Verdict verdict, String id) {
    ClusterSnapshot snapshot = status.scrape().snapshot();
    Level level = verdict.level();
    FailoverTable failovers = new FailoverTable(status.scrape().failovers(), status.readAt());
    content
        .begin("section", "aria-labelledby", id)
        .begin("div", "class", "verdict " + level.style())
        .begin("h2", "id", id)
        .name(status.name())
        .text(" ")
        .element("span", level.words(), "class", "badge " + level.style())
        .end()
        .element("p", verdict.sentence(), "class", "sentence");
    if (!snapshot.isStandalone()) {
      content.element("p", failovers.sentence());
    }
    content.element("p", facts(snapshot), "class", "facts").end();
    new ProblemList(status).write(content);
    SlotBar bar = new SlotBar(snapshot);
    if (!snapshot.isStandalone() && snapshot.isUp()) {
      bar.write(content, id);
    }
    new QueueTable(status.scrape().queues()).write(content);
    if (!snapshot.nodes().isEmpty()) {
      new NodeTable(snapshot, bar).write(content);
    }
    failovers.write(content);
    content.end();
  }

  private static String facts(ClusterSnapshot snapshot) {
    List<Node> nodes = snapshot.nodes();
    long answers = nodes.stream().filter(node -> node.report().isPresent()).count();
    List<String> facts = new ArrayList<>();
    facts.add(
        answers == nodes.size()
            ? Format.count(nodes.size(), "node") + (answers == 1 ? " answers" : " answer")
            : "%d of %s answer".formatted(answers, Format.count(nodes.size(), "node")));
    String versions =
        nodes.stream()
            .flatMap(node -> node.report().stream())
            .map(report -> report.server().version())
            .filter(version -> !version.isEmpty())
            .distinct()
            .sorted()
            .limit(3)
            .collect(Collectors.joining(", "));
    if (!versions.isEmpty()) {
      facts.add("version " + versions);
    }
    return String.join(" · ", facts);
  }
}
