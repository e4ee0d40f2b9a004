package io.github.redisclusterexporter.exposition;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Labels, sorted by name. The same one may be part of many series: its text is made once. The order
 * of two with the same names is that of their values.
 */
public final class LabelSet implements Comparable<LabelSet> {
  public static final LabelSet NONE = new LabelSet(List.of());

  /** A label. */
  static final class Label {
    private final String name;
    private final String value;
    private final byte[] text;

    private Label(String name, String value) {
      this.name = name;
      this.value = value;
      this.text = TextBuffer.bytes(name + "=\"" + Escape.quoted(value) + '"');
    }

    String name() {
      return name;
    }

    String value() {
      return value;
    }

    void addTo(TextBuffer page) {
      page.add(text);
    }
  }

  private final List<Label> labels;

  private LabelSet(List<Label> labels) {
    this.labels = labels;
  }

  /** Labels with these names and values, in any order. */
  public static LabelSet of(List<String> names, List<String> values) {
    return new LabelSet(
        IntStream.range(0, names.size())
            .mapToObj(i -> new Label(names.get(i), values.get(i)))
            .sorted(Comparator.comparing(Label::name))
            .toList());
  }

  /** These labels and the others, sorted by name. */
  List<Label> with(LabelSet others) {
    if (others.labels.isEmpty()) {
      return labels;
    }
    List<Label> all = new ArrayList<>(labels.size() + others.labels.size());
    int next = 0;
    for (Label label : labels) {
      while (next < others.labels.size()
          && others.labels.get(next).name().compareTo(label.name()) < 0) {
        all.add(others.labels.get(next++));
      }
      all.add(label);
    }
    all.addAll(others.labels.subList(next, others.labels.size()));
    return all;
  }

  @Override
  public int compareTo(LabelSet other) {
    int both = Math.min(labels.size(), other.labels.size());
    for (int i = 0; i < both; i++) {
      int order = labels.get(i).value().compareTo(other.labels.get(i).value());
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(labels.size(), other.labels.size());
  }

  /** For a person who debugs. */
  @Override
  public String toString() {
    return labels.stream().map(label -> label.name() + "=" + label.value()).toList().toString();
  }
}
