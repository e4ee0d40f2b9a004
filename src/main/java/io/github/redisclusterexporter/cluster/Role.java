package io.github.redisclusterexporter.cluster;

import io.github.redisclusterexporter.node.ClusterNodes;
import io.github.redisclusterexporter.node.Info;
import java.util.Locale;

/** The role of a node. The name in lower case is the {@code role} label. */
public enum Role {
  PRIMARY,
  REPLICA,
  UNKNOWN;

  static Role of(ClusterNodes.Line line) {
    if (line.isPrimary()) {
      return PRIMARY;
    }
    return line.isReplica() ? REPLICA : UNKNOWN;
  }

  /**
   * Source: the field {@code role} of INFO, which still has the old terms in most servers. An
   * active replica of KeyDB accepts writes.
   */
  public static Role of(Info info) {
    return switch (info.text("role").orElse("")) {
      case "master", "active-replica" -> PRIMARY;
      case "slave", "replica" -> REPLICA;
      default -> UNKNOWN;
    };
  }

  /** The value of the label. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
