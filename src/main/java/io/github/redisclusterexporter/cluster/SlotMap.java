package io.github.redisclusterexporter.cluster;

import io.github.redisclusterexporter.node.SlotRanges;
import java.util.Map;

/**
 * The owners of the slots in one scrape.
 *
 * @param owned the slots of each node that owns some, by its id, whether it is reachable or not; a
 *     slot that several nodes claim belongs to the one with the highest config epoch
 * @param uncovered slots that no reachable primary claims itself
 * @param conflicting slots that more than one reachable primary serves
 */
public record SlotMap(Map<String, SlotRanges> owned, SlotRanges uncovered, SlotRanges conflicting) {
  public static final SlotMap EMPTY = new SlotMap(Map.of(), SlotRanges.NONE, SlotRanges.NONE);

  public SlotMap {
    owned = Map.copyOf(owned);
  }
}
