package io.github.redisclusterexporter.metric;

import io.github.redisclusterexporter.cluster.ClusterPicture;
import io.github.redisclusterexporter.cluster.Unit;
import io.github.redisclusterexporter.node.Ask;
import io.github.redisclusterexporter.node.ClusterNodes.Line;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** Facts about the cluster that no single node can tell. */
final class TopologyGroup {
  private TopologyGroup() {}

  static Group<ClusterPicture> group() {
    return Group.ofCluster("topology", Ask.CLUSTER_NODES, Ask.CLUSTER_INFO, Ask.INFO, Ask.SHARD_ID)
        .gauge(
            "redis_cluster_slots_uncovered",
            "Slots that no reachable primary claims to own: their keys cannot be used"
                + " (CLUSTER NODES of every node, its line about itself).",
            picture -> OptionalDouble.of(picture.slotsUncovered()))
        .gauge(
            "redis_cluster_slots_conflicting",
            "Slots that more than one reachable primary serves"
                + " (CLUSTER NODES of every node, its line about itself).",
            whenUp(picture -> picture.slotsConflicting()))
        .gauge(
            "redis_cluster_slots_migrating",
            "Slots on their way out, over all primaries (CLUSTER NODES).",
            whenUp(picture -> picture.sumOverPrimaries(Line::migrating)))
        .gauge(
            "redis_cluster_slots_importing",
            "Slots on their way in, over all primaries (CLUSTER NODES).",
            whenUp(picture -> picture.sumOverPrimaries(Line::importing)))
        .gauge(
            "redis_cluster_views",
            "Different opinions among the reachable nodes on who owns which slots; 1 is agreement,"
                + " more for some seconds is normal after a failover (CLUSTER NODES).",
            whenUp(ClusterPicture::opinions))
        .gauge(
            "redis_cluster_failures_tolerated",
            List.of("unit"),
            "How many more of the unit may be lost, whichever they are, with a majority of the"
                + " primaries left and every slot served after failover; 0 when the next loss can"
                + " be an outage.",
            (picture, points) -> {
              for (Unit unit : Unit.values()) {
                picture
                    .failuresTolerated(unit)
                    .ifPresent(tolerated -> points.add(tolerated, unit.label()));
              }
            })
        .build();
  }

  /** What nobody was there to tell is not 0. */
  private static Function<ClusterPicture, OptionalDouble> whenUp(
      ToDoubleFunction<ClusterPicture> reader) {
    return picture ->
        picture.isUp() ? OptionalDouble.of(reader.applyAsDouble(picture)) : OptionalDouble.empty();
  }
}
