package io.github.redisclusterexporter.config;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds items of lists in HOCON without a comma or a line break between them. HOCON merges such
 * sections into one and joins such texts, so that items would disappear without a problem.
 */
final class MissingCommas {
  private MissingCommas() {}

  /** The lines of a file that is valid HOCON in which a comma is missing. */
  static List<Integer> lines(String hocon) {
    List<Integer> found = new ArrayList<>();
    Deque<String> open = new ArrayDeque<>();
    @Nullable HoconToken before = null;
    for (HoconToken now : HoconToken.of(hocon)) {
      boolean inList = "[".equals(open.peek());
      if (inList && before != null && areItems(before, now)) {
        found.add(now.line());
      }
      if (now.is("{", "[")) {
        open.push(now.text());
      } else if (now.is("}", "]")) {
        open.poll();
      }
      before = now;
    }
    return found;
  }

  private static boolean areItems(HoconToken one, HoconToken next) {
    return (one.is("}") && next.is("{")) || (one.isQuoted() && next.isQuoted());
  }
}
