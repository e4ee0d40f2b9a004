package io.github.redisclusterexporter.cluster;

import io.github.redisclusterexporter.node.NodeReport;
import java.util.Locale;

/** What fails as one. Its name in lower case is the {@code unit} label. */
public enum FailureDomain {
  NODE,
  HOST,
  /** Only where servers tell it: Valkey 8.0 and later. */
  ZONE;

  /** The unit that a node is in; empty when nobody tells. */
  String of(Node node) {
    return switch (this) {
      case NODE -> node.id().orElse(node.name());
      case HOST -> node.host();
      case ZONE ->
          node.report()
              .flatMap(NodeReport::info)
              .flatMap(info -> info.text("availability_zone"))
              .orElse("");
    };
  }

  /** As in the label. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
