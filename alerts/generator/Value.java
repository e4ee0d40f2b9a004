import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One value of values.yml, where it was read, and the comment before it. */
record Value(String text, String origin, String comment) {
  private static final Pattern LINE = Pattern.compile("( *)([\\w.-]+):(?: +(.*?))?\\s*");
  private static final Pattern QUOTED = Pattern.compile("'((?:[^']|'')*)'(?: +#.*)?");
  private static final Pattern IN_DOUBLE_QUOTES = Pattern.compile("\"([^\"\\\\]*)\"(?: +#.*)?");

  /** The values of a file, those of an alert with its name and a dot before the key. */
  static Map<String, Value> parse(String file, String text, List<String> problems) {
    Map<String, Value> values = new LinkedHashMap<>();
    String section = "";
    List<String> comment = new ArrayList<>();
    int number = 0;
    for (String line : text.lines().toList()) {
      number++;
      String origin = file + ":" + number;
      if (line.isBlank()) {
        comment.clear();
        continue;
      }
      if (line.strip().startsWith("#")) {
        comment.add(line.strip().substring(1).strip());
        continue;
      }
      Matcher matcher = LINE.matcher(line);
      if (!matcher.matches()) {
        problems.add(origin + ": expected \"key: value\", found: " + line.strip());
        continue;
      }
      boolean nested = !matcher.group(1).isEmpty();
      String rest = matcher.group(3) == null ? "" : matcher.group(3);
      String scalar = scalar(rest);
      if (!nested && (rest.isEmpty() || rest.startsWith("#"))) {
        section = matcher.group(2);
      } else if (nested && section.isEmpty()) {
        problems.add(origin + ": " + matcher.group(2) + " is indented and belongs to no alert");
      } else {
        section = nested ? section : "";
        String key = nested ? section + "." + matcher.group(2) : matcher.group(2);
        if (values.put(key, new Value(scalar, origin, String.join(" ", comment))) != null) {
          problems.add(origin + ": " + key + " is there twice");
        }
      }
      comment.clear();
    }
    return values;
  }

  private static String scalar(String text) {
    Matcher quoted = QUOTED.matcher(text);
    if (quoted.matches()) {
      return quoted.group(1).replace("''", "'");
    }
    Matcher doubleQuoted = IN_DOUBLE_QUOTES.matcher(text);
    return doubleQuoted.matches() ? doubleQuoted.group(1) : text.replaceFirst("(^| +)#.*", "");
  }

  /** The key without the name of the alert. */
  static String last(String key) {
    return key.substring(key.indexOf('.') + 1);
  }
}
