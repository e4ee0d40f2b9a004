package io.github.redisclusterexporter.cluster;

import java.util.Locale;

/**
 * Kinds of groups of nodes that fail together. The name in lower case is the {@code unit} label.
 */
public enum FailureDomain {
  NODE,
  HOST,
  /** Known only for servers that report it: Valkey 8.0 and later. */
  ZONE;

  /** The name of the node's failure domain of this kind; empty when it is unknown. */
  String of(Node node) {
    return switch (this) {
      case NODE -> node.id().orElse(node.name());
      case HOST -> node.host();
      case ZONE -> node.infoText("availability_zone").orElse("");
    };
  }

  /** The value of the label. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
