package io.github.redisclusterexporter.status;

import io.github.redisclusterexporter.check.Finding;
import io.github.redisclusterexporter.check.Finding.Impact;
import io.github.redisclusterexporter.cluster.ClusterSnapshot;
import io.github.redisclusterexporter.cluster.Node;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What is wrong, where, and what to do; what users notice comes first. */
final class ProblemList {
  private static final int MOST_DETAILS = 10;
  private static final String RUNBOOKS = "docs/runbooks/";
  private static final String DOCUMENTS =
      "https://github.com/redisclusterexporter/redis-cluster-exporter/blob/main/";

  /** Commands, which are between backticks, and documents of the project. */
  private static final Pattern SPECIAL = Pattern.compile("`([^`]+)`|(docs/[a-z/_-]+(?:\\.md)?)");

  private final ClusterStatus status;
  private final List<Finding> findings;

  ProblemList(ClusterStatus status) {
    this.status = status;
    List<Finding> all = new ArrayList<>(new Outages(status.scrape().snapshot()).findings());
    status.findings().stream().sorted(Comparator.comparing(Finding::impact)).forEach(all::add);
    this.findings = List.copyOf(all);
  }

  void write(Html html) {
    if (findings.isEmpty()) {
      return;
    }
    html.element("h3", "What is wrong, and what to do").begin("ol", "class", "problems");
    findings.forEach(finding -> write(html, finding));
    html.end();
    writeGrants(html);
    html.begin("p", "class", "note")
        .text("Add to ")
        .element("code", "redis-cli")
        .text(" what your servers require: ")
        .element("code", "--user NAME --askpass")
        .text(" for a login, ")
        .element("code", "-u rediss://… --cacert FILE")
        .text(" for TLS.")
        .end();
  }

  private void write(Html html, Finding finding) {
    html.begin("li", "class", finding.impact() == Impact.USERS ? "users" : "attention");
    html.begin("p", "class", "what")
        .element("strong", capital(finding.title()) + ".")
        .text(" ")
        .element("span", impact(finding.impact()), "class", "impact")
        .end();
    List<String> details = finding.details();
    if (!details.isEmpty()) {
      html.begin("ul");
      details.stream().limit(MOST_DETAILS).forEach(detail -> html.element("li", detail));
      if (details.size() > MOST_DETAILS) {
        html.element(
            "li", "and %d more, which --check lists".formatted(details.size() - MOST_DETAILS));
      }
      html.end();
    }
    html.begin("p").element("strong", "To do: ");
    writeRemedy(html, capital(finding.solution()));
    html.end().end();
  }

  private void writeRemedy(Html html, String remedy) {
    String text = remedy.replaceAll("\\bHOST:PORT\\b", Matcher.quoteReplacement(anyNode()));
    Matcher special = SPECIAL.matcher(text);
    int from = 0;
    while (special.find()) {
      html.text(text.substring(from, special.start()));
      if (special.group(1) != null) {
        html.element("code", special.group(1));
      } else {
        boolean isRunbook = special.group(2).startsWith(RUNBOOKS);
        html.element(
            "a",
            isRunbook ? "the runbook" : special.group(2),
            "href",
            DOCUMENTS + special.group(2));
      }
      from = special.end();
    }
    html.text(text.substring(from));
    html.text(text.endsWith("?") ? "" : ".");
  }

  private String anyNode() {
    ClusterSnapshot snapshot = status.scrape().snapshot();
    return snapshot.nodes().stream()
        .filter(Node::isUp)
        .map(Format::address)
        .findFirst()
        .orElse("HOST:PORT");
  }

  private void writeGrants(Html html) {
    if (!status.grants().isEmpty()) {
      html.element("h4", "Commands that grant the missing permissions");
      html.begin(
          "pre",
          "role",
          "region",
          "aria-label",
          "Commands that grant the missing permissions on " + status.name(),
          "tabindex",
          "0");
      for (String line : status.grants()) {
        // A line of its own; an escaped line break would be visible.
        html.element("code", line);
      }
      html.end();
    }
  }

  private static String impact(Impact impact) {
    return switch (impact) {
      case USERS -> "Users notice this now.";
      case RISK -> "Users do not notice this yet.";
      case UNSEEN -> "The exporter does not see everything; users may or may not notice.";
    };
  }

  private static String capital(String clause) {
    return clause.isEmpty()
        ? clause
        : Character.toUpperCase(clause.charAt(0)) + clause.substring(1);
  }
}
