package io.github.redisclusterexporter.dashboard;

import java.util.List;

/** Panels under a heading, from left to right, line by line. */
record Row(String title, boolean collapsed, List<Panel> panels) {
  static Row open(String title, Panel... panels) {
    return new Row(title, false, List.of(panels));
  }

  /** Shown after a click; its queries are not run before. */
  static Row collapsed(String title, Panel... panels) {
    return new Row(title, true, List.of(panels));
  }
}
