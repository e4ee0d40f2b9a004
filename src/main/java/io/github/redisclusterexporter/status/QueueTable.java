package io.github.redisclusterexporter.status;

import io.github.redisclusterexporter.queue.Backlog;
import io.github.redisclusterexporter.queue.QueueFacts;
import io.github.redisclusterexporter.queue.QueueValues;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The queues: what waits, for how long, and what is in work. Late ones come first. */
final class QueueTable {
  private static final int MOST_ROWS = 100;
  private static final String NOTHING = "–";

  /** The row of a queue, or of one of its consumer groups. */
  private record Row(QueueFacts queue, Optional<Backlog> backlog) {

    String name() {
      return queue.definition().name();
    }

    Optional<Duration> oldest() {
      return backlog.flatMap(Backlog::oldestWaiting);
    }

    boolean isLate() {
      return exceeds(oldest()) || exceeds(backlog.flatMap(Backlog::oldestPending));
    }

    private boolean exceeds(Optional<Duration> age) {
      Optional<Duration> limit = queue.definition().rules().maxAge();
      return age.isPresent() && limit.isPresent() && age.get().compareTo(limit.get()) > 0;
    }

    boolean isWithoutConsumer() {
      return backlog
          .filter(part -> queue.isWatched(part) && part.depth() > 0)
          .filter(part -> part.consumers().orElse(1) == 0)
          .isPresent();
    }

    String state() {
      if (backlog.isEmpty()) {
        return "not measured";
      }
      if (isLate()) {
        return "late";
      }
      return isWithoutConsumer() ? "no consumer" : "";
    }
  }

  private final String cluster;
  private final List<Row> rows = new ArrayList<>();

  QueueTable(String cluster, List<QueueFacts> queues) {
    this.cluster = cluster;
    for (QueueFacts queue : queues) {
      List<Backlog> backlogs = queue.values().map(QueueValues::backlogs).orElse(List.of());
      if (backlogs.isEmpty()) {
        rows.add(new Row(queue, Optional.empty()));
      }
      backlogs.forEach(backlog -> rows.add(new Row(queue, Optional.of(backlog))));
    }
    rows.sort(
        Comparator.comparing((Row row) -> row.state().isEmpty())
            .thenComparing(Row::name)
            .thenComparing(row -> row.backlog().flatMap(Backlog::group).orElse("")));
  }

  void write(Html html) {
    if (rows.isEmpty()) {
      return;
    }
    html.element("h3", "Queues");
    html.beginTable(
            "queues",
            "Queues of " + cluster,
            List.of("Queue", "Waiting", "Oldest waits", "In work", "Workers"))
        .begin("tbody");
    rows.stream().limit(MOST_ROWS).forEach(row -> row(html, row));
    html.end().end().end();
    int more = rows.size() - MOST_ROWS;
    if (more > 0) {
      html.element(
          "p",
          "The page with the metrics has %s more %s."
              .formatted(Format.number(more), more == 1 ? "queue or group" : "queues and groups"),
          "class",
          "note");
    }
  }

  private static void row(Html html, Row row) {
    html.begin("tr").begin("th", "scope", "row").name(row.name());
    row.backlog().flatMap(Backlog::group).ifPresent(group -> html.text(", group ").name(group));
    String state = row.state();
    if (!state.isEmpty()) {
      html.text(" ").element("strong", state, "class", state.equals("late") ? "bad" : "care");
    }
    html.end();
    html.element(
        "td",
        row.backlog()
            .map(part -> (part.exact() ? "" : "about ") + Format.number(part.depth()))
            .orElse(NOTHING));
    html.element("td", oldest(row));
    html.element("td", number(row.backlog().map(Backlog::pending)));
    html.element("td", number(row.backlog().map(Backlog::consumers))).end();
  }

  private static String oldest(Row row) {
    String limit =
        row.queue()
            .definition()
            .rules()
            .maxAge()
            .map(max -> " of at most " + Format.duration(max))
            .orElse("");
    return row.oldest().map(age -> Format.duration(age) + limit).orElse(NOTHING);
  }

  private static String number(Optional<OptionalLong> number) {
    return number
        .filter(OptionalLong::isPresent)
        .map(present -> Format.number(present.getAsLong()))
        .orElse(NOTHING);
  }
}
