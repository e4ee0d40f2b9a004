package io.github.redisclusterexporter.status;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.json.JSONArray;
import org.json.JSONObject;

/** A page as assistive technology sees it. */
record AccessibilityTree(List<Element> elements) {
  private static final Set<String> NAMED =
      Set.of("navigation", "region", "table", "image", "link", "heading", "DisclosureTriangle");
  private static final Set<String> LANDMARKS = Set.of("navigation", "region");

  /**
   * One element.
   *
   * @param level of a heading; 0 for others
   */
  record Element(String role, String name, int level) {

    private static Element of(JSONObject node) {
      JSONArray properties = node.optJSONArray("properties", new JSONArray());
      int level =
          IntStream.range(0, properties.length())
              .mapToObj(properties::getJSONObject)
              .filter(property -> property.getString("name").equals("level"))
              .mapToInt(property -> property.getJSONObject("value").getInt("value"))
              .findFirst()
              .orElse(0);
      return new Element(value(node, "role"), value(node, "name"), level);
    }

    private static String value(JSONObject node, String property) {
      JSONObject value = node.optJSONObject(property);
      return value == null ? "" : value.optString("value").strip();
    }
  }

  static AccessibilityTree of(List<JSONObject> nodes) {
    return new AccessibilityTree(nodes.stream().map(Element::of).toList());
  }

  /** The names of all elements with this role. */
  List<String> names(String role) {
    return elements.stream()
        .filter(element -> element.role().equals(role))
        .map(Element::name)
        .toList();
  }

  /** What is missing for somebody who does not see the page. */
  List<String> faults() {
    List<String> faults = new ArrayList<>();
    for (String landmark : List.of("banner", "main", "contentinfo")) {
      if (names(landmark).size() != 1) {
        faults.add("the page has not one landmark " + landmark);
      }
    }
    Set<Element> landmarks = new HashSet<>();
    for (Element element : elements) {
      if (NAMED.contains(element.role()) && element.name().isEmpty()) {
        faults.add("an element without a name: " + element.role());
      }
      if (LANDMARKS.contains(element.role()) && !landmarks.add(element)) {
        faults.add("two landmarks of the same name: " + element.name());
      }
    }
    int tables = names("table").size();
    if (names("columnheader").size() < 2 * tables || names("rowheader").size() < tables) {
      faults.add("a table without headers");
    }
    faults.addAll(headingFaults());
    return faults;
  }

  private List<String> headingFaults() {
    List<String> faults = new ArrayList<>();
    List<Element> headings =
        elements.stream().filter(element -> element.role().equals("heading")).toList();
    int last = 0;
    for (Element heading : headings) {
      if (heading.level() > last + 1) {
        faults.add("a level is missing above the heading " + heading.name());
      }
      last = heading.level();
    }
    if (headings.stream().filter(heading -> heading.level() == 1).count() != 1) {
      faults.add("the page has not one main heading");
    }
    return faults;
  }
}
