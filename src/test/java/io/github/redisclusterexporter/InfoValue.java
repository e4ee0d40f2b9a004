package io.github.redisclusterexporter;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/**
 * A series of the page and the field of INFO that has its value. A line of {@code info-values.txt}
 * has the series without the prefix of all names, the field or, separated by {@code |}, the fields
 * of which the first counts that the server has, and options:
 *
 * <ul>
 *   <li>{@code divisor=1000}: the number in the field is divided by this one
 *   <li>{@code within=1}: the value also falls and rises between two replies, not further than this
 *   <li>{@code text=ok}: 1 when the field has this text, else 0
 *   <li>{@code positive}: there is no series while the field is 0
 *   <li>{@code primaries}, {@code replicas}: only these have the series
 *   <li>{@code cluster}: the series is not about one node
 * </ul>
 */
record InfoValue(String metric, List<String> labels, List<String> fields, List<String> options) {
  static final String PREFIX = "redis_cluster_";

  static List<InfoValue> all() {
    try (InputStream in = InfoValue.class.getResourceAsStream("/info-values.txt")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isEmpty() && !line.startsWith("#"))
          .map(InfoValue::parse)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InfoValue parse(String line) {
    List<String> words = List.of(line.split(" ", -1));
    List<String> series = List.of(words.get(0).replace("}", "").split("[{,=]", -1));
    return new InfoValue(
        PREFIX + series.get(0),
        series.subList(1, series.size()),
        List.of(words.get(1).split("\\|", -1)),
        words.subList(2, words.size()));
  }

  /**
   * The values of the page lie between those of the replies before and after it, and a node without
   * the field has no series.
   */
  void check(ScrapedPage page, String node, InfoReply before, InfoReply after) {
    String name = metric + labels + " of " + node;
    List<ScrapedPage.Series> series = page.all(metric, labelsOf(node));
    OptionalDouble first = value(before);
    OptionalDouble second = value(after);
    if (first.isEmpty() && second.isEmpty()) {
      assertThat(series).as(name).isEmpty();
    } else if (first.isPresent() && second.isPresent()) {
      double slack = number("within=").orElse(0);
      assertThat(series).as(name).hasSize(1);
      assertThat(series.get(0).value())
          .as(name)
          .isBetween(
              Math.min(first.getAsDouble(), second.getAsDouble()) - slack,
              Math.max(first.getAsDouble(), second.getAsDouble()) + slack);
    }
  }

  private String[] labelsOf(String node) {
    return Stream.concat(
            labels.stream(), options.contains("cluster") ? Stream.of() : Stream.of("node", node))
        .toArray(String[]::new);
  }

  private OptionalDouble value(InfoReply reply) {
    Optional<String> text =
        fields.stream().flatMap(field -> reply.text(field).stream()).findFirst();
    if (text.isEmpty()
        // What the server writes before the first event.
        || text.get().equals("-1")
        || options.contains(reply.isReplica() ? "primaries" : "replicas")) {
      return OptionalDouble.empty();
    }
    Optional<String> wanted = option("text=");
    if (wanted.isPresent()) {
      return OptionalDouble.of(text.equals(wanted) ? 1 : 0);
    }
    double number = Double.parseDouble(text.get());
    return options.contains("positive") && number == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(number / number("divisor=").orElse(1));
  }

  private OptionalDouble number(String option) {
    return option(option).stream().mapToDouble(Double::parseDouble).findFirst();
  }

  private Optional<String> option(String name) {
    return options.stream()
        .filter(option -> option.startsWith(name))
        .map(option -> option.substring(name.length()))
        .findFirst();
  }
}
