package io.github.redisclusterexporter.dashboard;

import java.nio.file.Path;
import java.util.List;

/**
 * A dashboard.
 *
 * @param id part of its address, and of links to it
 * @param question what it answers as a whole
 */
record Board(
    String id,
    String title,
    String question,
    List<Variable> variables,
    List<Annotation> annotations,
    List<Row> rows) {

  static List<Board> all() {
    return List.of(
        FleetBoard.board(), OverviewBoard.board(), NodeBoard.board(), QueuesBoard.board());
  }

  Path file() {
    return Path.of("dashboards", id + ".json");
  }

  /** Where a click leads to, the cluster and the time staying as they are. */
  static String address(String id, String variables) {
    return addressOfAnyCluster(id, "${redis_cluster:queryparam}" + variables);
  }

  /** Where a click leads to, the variables saying of which cluster. */
  static String addressOfAnyCluster(String id, String variables) {
    return "/d/" + id + "?${datasource:queryparam}&" + variables + "&${__url_time_range}";
  }
}
