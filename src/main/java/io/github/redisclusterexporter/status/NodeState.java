package io.github.redisclusterexporter.status;

import io.github.redisclusterexporter.cluster.Node;
import io.github.redisclusterexporter.node.Info;
import io.github.redisclusterexporter.node.NodeReport;
import io.github.redisclusterexporter.node.ServerState;
import java.util.Optional;

/** The state of a node in the words of the page. */
enum NodeState {
  UP("up"),
  COPYING("copies the data of its primary"),
  NO_LINK("no link to its primary"),
  FLAGGED("flagged as failed by other nodes"),
  LOADING("loads its data"),
  SILENT("does not answer");

  private final String words;

  NodeState(String words) {
    this.words = words;
  }

  static NodeState of(Node node) {
    Optional<NodeReport> report = node.report();
    if (report.isEmpty()) {
      return SILENT;
    }
    if (!node.isUp()) {
      return report.get().isLoading() ? LOADING : SILENT;
    }
    if (node.failureFlags().failedBy() > 0) {
      return FLAGGED;
    }
    return node.info().map(NodeState::ofReplication).orElse(UP);
  }

  private static NodeState ofReplication(Info info) {
    boolean linkDown =
        ServerState.isReplicating(info) && info.is("master_link_status", "up").orElse(1) == 0;
    if (!linkDown) {
      return UP;
    }
    return info.readable("master_sync_in_progress").orElse(0) == 1 ? COPYING : NO_LINK;
  }

  String words() {
    return words;
  }
}
