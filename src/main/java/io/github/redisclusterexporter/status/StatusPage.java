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

  /** Of more clusters, the healthy ones are folded. */
  private static final int MOST_UNFOLDED = 3;

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private final String css = Stylesheet.read();
  private final Html content = new Html();
  private final String title;
  private final String readAt;

  /**
   * One cluster on the page.
   *
   * @param id stays the same when the order changes
   */
  private record Section(String id, ClusterStatus status, Verdict verdict) {

    private String name() {
      return status.name();
    }

    private Level level() {
      return verdict.level();
    }
  }

  /**
   * Makes the page. The cluster with the worst problems comes first.
   *
   * @param readAt time of day of the reading
   */
  public StatusPage(List<ClusterStatus> clusters, Instant readAt) {
    this.readAt = TIME.format(readAt);
    List<Section> sections = new ArrayList<>();
    for (ClusterStatus cluster : clusters) {
      sections.add(new Section("cluster-" + (sections.size() + 1), cluster, Verdict.of(cluster)));
    }
    sections.sort(Comparator.comparing(Section::level).reversed());
    this.title = title(sections);
    if (sections.size() > 1) {
      writeList(sections);
    }
    boolean isLong = sections.size() > MOST_UNFOLDED;
    sections.forEach(section -> write(section, isLong && section.level() == Level.HEALTHY));
  }

  /** The worst, and which clusters it is about. */
  private static String title(List<Section> sections) {
    if (sections.isEmpty()) {
      return "No cluster";
    }
    Level worst = sections.get(0).level();
    return sections.stream()
        .filter(section -> section.level() == worst)
        .map(Section::name)
        .collect(Collectors.joining(", ", worst.words() + ": ", ""));
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

  private void writeList(List<Section> sections) {
    content.begin("nav", "aria-label", "Clusters").begin("ul", "class", "clusters");
    for (Section section : sections) {
      content
          .begin("li")
          .begin("a", "href", "#" + section.id())
          .name(section.name())
          .end()
          .text(" ")
          .element("span", section.level().words(), "class", "badge " + section.level().style())
          .end();
    }
    content.end().end();
  }

  private void write(Section section, boolean isFolded) {
    ClusterStatus status = section.status();
    ClusterSnapshot snapshot = status.scrape().snapshot();
    Level level = section.level();
    FailoverTable failovers =
        new FailoverTable(section.name(), status.scrape().failovers(), status.readAt());
    content
        .begin("section", "aria-labelledby", section.id())
        .begin("div", "class", "verdict " + level.style())
        .begin("h2", "id", section.id())
        .name(section.name())
        .text(" ")
        .element("span", level.words(), "class", "badge " + level.style())
        .end()
        .element("p", section.verdict().sentence(), "class", "sentence");
    if (!snapshot.isStandalone()) {
      content.element("p", failovers.sentence());
    }
    content.element("p", facts(snapshot), "class", "facts").end();
    new ProblemList(status).write(content);
    if (isFolded) {
      content.begin("details").begin("summary");
      content.text("Details of ").name(section.name()).end();
    }
    SlotBar bar = new SlotBar(snapshot);
    if (!snapshot.isStandalone() && snapshot.isUp()) {
      bar.write(content, section.id());
    }
    new QueueTable(section.name(), status.scrape().queues()).write(content);
    if (!snapshot.nodes().isEmpty()) {
      new NodeTable(section.name(), snapshot, bar).write(content);
    }
    failovers.write(content);
    if (isFolded) {
      content.end();
    }
    content.end();
  }

  private static String facts(ClusterSnapshot snapshot) {
    List<Node> nodes = snapshot.nodes();
    long answers = nodes.stream().filter(node -> node.report().isPresent()).count();
    List<String> facts = new ArrayList<>();
    facts.add(Format.answering(answers, nodes.size()));
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
