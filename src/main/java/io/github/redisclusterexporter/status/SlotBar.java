package io.github.redisclusterexporter.status;

import io.github.redisclusterexporter.cluster.ClusterSnapshot;
import io.github.redisclusterexporter.cluster.Shard;
import io.github.redisclusterexporter.node.SlotRanges;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** All slots as a bar: who owns them, and which are not served or served twice. */
final class SlotBar {
  /** Colours repeat: next to each other in the bar, they differ. */
  static final int COLOURS = 6;

  /** A cluster with scattered slots has no more bytes than this many pieces. */
  private static final int PIECES = 512;

  private static final int PIECE = SlotRanges.SLOTS / PIECES;
  private static final int NOBODY = -1;

  /** A single slot is visible too. */
  private static final int LEAST_WIDTH = SlotRanges.SLOTS / 160;

  private static final int MOST_MARKS = 200;

  private final ClusterSnapshot snapshot;
  private final SlotOwners owners;
  private final Map<String, Integer> colours = new HashMap<>();
  private final List<Shard> shards;

  SlotBar(ClusterSnapshot snapshot) {
    this.snapshot = snapshot;
    this.owners = new SlotOwners(snapshot);
    this.shards =
        snapshot.shards().stream()
            .sorted(
                Comparator.comparingInt(
                    shard -> owners.of(shard).lowest().orElse(SlotRanges.SLOTS)))
            .toList();
    for (int i = 0; i < shards.size(); i++) {
      colours.put(shards.get(i).id(), i % COLOURS);
    }
  }

  /** The shards by their slots. */
  List<Shard> shards() {
    return shards;
  }

  /** The class of the colour of a shard. */
  String colour(Shard shard) {
    return "c" + colours.getOrDefault(shard.id(), 0);
  }

  SlotRanges slots(Shard shard) {
    return owners.of(shard);
  }

  /**
   * Writes it with a text that says the same.
   *
   * @param id different for each bar on the page
   */
  void write(Html html, String id) {
    html.element("h3", "Slots");
    html.begin("figure");
    html.begin(
        "svg",
        "class",
        "slots",
        "viewBox",
        "0 0 " + SlotRanges.SLOTS + " 100",
        "preserveAspectRatio",
        "none",
        "role",
        "img",
        "aria-label",
        "Slots 0 to 16383 by owner. " + caption());
    pattern(html, id + "-gap", "gap");
    pattern(html, id + "-twice", "twice");
    writeOwners(html);
    SlotRanges unassigned = owners.unassigned();
    marks(html, difference(snapshot.slots().uncovered(), unassigned), "class", "dead");
    marks(html, unassigned, "fill", "url(#" + id + "-gap)");
    marks(html, snapshot.slots().conflicting(), "fill", "url(#" + id + "-twice)");
    html.end();
    html.begin("p", "class", "axis", "aria-hidden", "true")
        .element("span", "0")
        .element("span", Format.number(SlotRanges.SLOTS - 1L))
        .end();
    html.element("figcaption", caption());
    html.end();
  }

  private static void pattern(Html html, String id, String style) {
    html.begin("defs")
        .begin(
            "pattern", "id", id, "width", "120", "height", "100", "patternUnits", "userSpaceOnUse")
        .empty("rect", "width", "60", "height", "100", "class", style)
        .end()
        .end();
  }

  private void writeOwners(Html html) {
    int[] owner = new int[PIECES];
    Arrays.fill(owner, NOBODY);
    for (int i = 0; i < shards.size(); i++) {
      BitSet slots = new BitSet(SlotRanges.SLOTS);
      owners.of(shards.get(i)).addTo(slots);
      for (int piece = 0; piece < PIECES; piece++) {
        if (slots.get(piece * PIECE)) {
          owner[piece] = i;
        }
      }
    }
    int first = 0;
    for (int piece = 1; piece <= PIECES; piece++) {
      if (piece == PIECES || owner[piece] != owner[first]) {
        if (owner[first] != NOBODY) {
          rectangle(
              html,
              first * PIECE,
              (piece - first) * PIECE,
              "class",
              colour(shards.get(owner[first])));
        }
        first = piece;
      }
    }
  }

  private static void marks(Html html, SlotRanges slots, String attribute, String value) {
    slots.ranges().stream()
        .limit(MOST_MARKS)
        .forEach(
            range -> {
              int width = Math.max(LEAST_WIDTH, range.last() - range.first() + 1);
              int x = Math.min(range.first(), SlotRanges.SLOTS - width);
              rectangle(html, x, width, "class", "ground");
              rectangle(html, x, width, attribute, value);
            });
  }

  private static void rectangle(Html html, int x, int width, String attribute, String value) {
    html.empty(
        "rect",
        "x",
        Integer.toString(x),
        "width",
        Integer.toString(width),
        "height",
        "100",
        attribute,
        value);
  }

  private String caption() {
    SlotRanges unassigned = owners.unassigned();
    SlotRanges dead = difference(snapshot.slots().uncovered(), unassigned);
    SlotRanges twice = snapshot.slots().conflicting();
    if (unassigned.isEmpty() && dead.isEmpty() && twice.isEmpty()) {
      return "Each slot is served by one primary.";
    }
    StringBuilder text = new StringBuilder();
    add(text, dead, "Owner does not answer (solid red)");
    add(text, unassigned, "No owner (red stripes)");
    add(text, twice, "Served twice (dark stripes)");
    return text.toString().strip();
  }

  private static void add(StringBuilder text, SlotRanges slots, String what) {
    if (!slots.isEmpty()) {
      text.append(
          "%s: %s, %s. ".formatted(what, Format.count(slots.size(), "slot"), Format.slots(slots)));
    }
  }

  private static SlotRanges difference(SlotRanges all, SlotRanges without) {
    BitSet slots = new BitSet(SlotRanges.SLOTS);
    all.addTo(slots);
    BitSet removed = new BitSet(SlotRanges.SLOTS);
    without.addTo(removed);
    slots.andNot(removed);
    return SlotRanges.of(slots);
  }
}
