package io.github.redisclusterexporter.config;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A key of the configuration with its value and its default, whatever the format of the source. A
 * value that cannot be read is reported, and the default is returned instead of it, so that one
 * report has all problems.
 */
public final class ConfigNode {
  private final Document document;
  private final String key;
  private final String path;
  private final String origin;
  private final @Nullable ConfigValue value;
  private final @Nullable ConfigValue standard;
  private final SortedMap<String, ConfigValue> standardContent;
  private final Map<String, ConfigNode> children = new TreeMap<>();
  private final Set<String> unsupported = new HashSet<>();
  private @Nullable SortedMap<String, ConfigValue> content;

  /**
   * What all nodes of a configuration, or of a file that it names, have in common.
   *
   * @param name the key or the argument that names the file, for problems with the file as a whole
   * @param file names of files are relative to its folder
   * @param overrides values from other sources, by path; they win over those in the file
   */
  record Document(String name, Path file, Map<String, ConfigValue> overrides, Problems problems) {}

  private ConfigNode(
      Document document,
      String key,
      String path,
      String parentOrigin,
      @Nullable ConfigValue value,
      @Nullable ConfigValue standard) {
    this.document = document;
    this.key = key;
    this.path = path;
    this.value = value == null ? standard : value;
    this.origin = this.value == null ? parentOrigin : Messages.origin(this.value.origin());
    this.standard = standard;
    this.standardContent = content(standard);
  }

  static ConfigNode root(Document document, ConfigValue value, @Nullable ConfigValue standard) {
    return new ConfigNode(document, "", "", "", value, standard);
  }

  /**
   * The content of a YAML file; empty, and reported, when it cannot be read.
   *
   * @param name the key that names the file
   */
  public static Optional<ConfigNode> ofYaml(Path file, String name, Problems problems) {
    Document document = new Document(name, file.toAbsolutePath(), Map.of(), problems);
    return YamlFile.read(file, name, problems).map(value -> root(document, value, null));
  }

  /** A key in this section. This makes it a known one where {@code reference.conf} lists none. */
  public ConfigNode at(String name) {
    if (!standardContent.isEmpty() && !standardContent.containsKey(name)) {
      throw new IllegalArgumentException(Messages.path(path, name) + " is not in reference.conf");
    }
    return children.computeIfAbsent(name, this::child);
  }

  private ConfigNode child(String name) {
    String childPath = Messages.path(path, name);
    ConfigValue itsValue = document.overrides().get(childPath);
    if (itsValue == null) {
      itsValue = content().get(name);
    }
    ConfigValue itsStandard = standardContent.get(name);
    ConfigNode child = new ConfigNode(document, name, childPath, origin, itsValue, itsStandard);
    if (child.is(ConfigValueType.NULL) && itsStandard != null) {
      child.invalid("is null; leave the key out to have its default");
      return new ConfigNode(document, name, childPath, origin, null, itsStandard);
    }
    return child;
  }

  /** The same key with a default, for a key that is not in {@code reference.conf}. */
  public ConfigNode or(String text) {
    ConfigValue other = ConfigValueFactory.fromAnyRef(text, Messages.DEFAULT);
    return new ConfigNode(document, key, path, origin, isSet() ? value : null, other);
  }

  /** All keys in this section; where {@code reference.conf} lists none, those that there are. */
  public List<ConfigNode> entries() {
    return standardContent.isEmpty()
        ? content().keySet().stream().map(this::child).toList()
        : standardContent.keySet().stream().map(this::at).toList();
  }

  /** The items of a list; a value that is not a list is its own only item. */
  public List<ConfigNode> items() {
    if (!(value instanceof ConfigList list)) {
      return List.of(this);
    }
    List<ConfigNode> items = new ArrayList<>();
    for (ConfigValue item : list) {
      String index = String.valueOf(items.size());
      items.add(new ConfigNode(document, index, Messages.path(path, index), origin, item, null));
    }
    return items;
  }

  /** A section with these texts, for a text that stands for one. */
  public ConfigNode section(String name, Map<String, String> texts) {
    ConfigValue section = ConfigValueFactory.fromMap(texts, origin);
    return new ConfigNode(document, name, Messages.path(path, name), origin, section, null);
  }

  private static SortedMap<String, ConfigValue> content(@Nullable ConfigValue value) {
    SortedMap<String, ConfigValue> content = new TreeMap<>();
    if (value instanceof ConfigObject section) {
      // Its set of entries would compute hash codes of whole trees, which aliases can make huge.
      section.keySet().forEach(key -> content.put(key, section.get(key)));
    }
    return content;
  }

  private SortedMap<String, ConfigValue> content() {
    if (content == null) {
      content = content(value);
      if (isSet() && !isSection()) {
        invalid(
            standardContent.isEmpty()
                ? "is not a section; expected keys with values"
                : Messages.expectedSection(standardContent.keySet()));
      }
    }
    return content;
  }

  /** The last part of the path. */
  public String key() {
    return key;
  }

  /** Where it is in its document, to be shown in messages. */
  public String path() {
    return path.isEmpty() ? document.name() : path;
  }

  /** {@code path (origin)}, to refer to this key in the message of another. */
  @Override
  public String toString() {
    return path() + " (" + origin + ")";
  }

  /** Whether there is a value, right or wrong; an empty text is none. */
  public boolean isSet() {
    return value != null && !Scalars.text(value).equals(Optional.of(""));
  }

  /** Whether no problem was found so far, neither here nor below. */
  public boolean isValid() {
    return !document.problems().concern(path());
  }

  public boolean isText() {
    return is(ConfigValueType.STRING);
  }

  public boolean isList() {
    return is(ConfigValueType.LIST);
  }

  public boolean isSection() {
    return is(ConfigValueType.OBJECT);
  }

  private boolean is(ConfigValueType type) {
    return value != null && value.valueType() == type;
  }

  /** The kind of the value in words, such as "a list". */
  public String kind() {
    return value == null ? "missing" : Messages.type(value);
  }

  /** Where problems of this document and of files that it names are reported. */
  public Problems problems() {
    return document.problems();
  }

  /** Reports that the value is wrong by itself. */
  public void invalid(String message) {
    document.problems().add(path(), origin, message);
  }

  /** Reports that the value is wrong beside others, unless the file that has them is unreadable. */
  public void conflict(String message) {
    if (!document.problems().concern(document.name())) {
      invalid(message);
    }
  }

  /** Reports a key of this section, if it is there, that other readers of the format support. */
  public void unsupported(String name, String reason) {
    if (content().containsKey(name)) {
      unsupported.add(name);
      child(name).invalid("is not supported here; " + reason);
    }
  }

  /** Reports the keys that are not known. To be called when all known ones have been read. */
  public void reportUnknownKeys() {
    SortedSet<String> known = new TreeSet<>();
    collectKnownKeys("", known);
    reportUnknownKeys("", known);
  }

  private void collectKnownKeys(String prefix, SortedSet<String> known) {
    standardContent.keySet().forEach(this::at);
    children.forEach(
        (name, child) -> {
          known.add(prefix + name);
          child.collectKnownKeys(prefix + name + ".", known);
        });
  }

  private void reportUnknownKeys(String prefix, SortedSet<String> known) {
    if (standardContent.isEmpty() && (standard != null || children.isEmpty())) {
      return;
    }
    for (String name : content().keySet()) {
      ConfigNode child = children.get(name);
      if (child != null) {
        child.reportUnknownKeys(prefix + name + ".", known);
      } else if (!unsupported.contains(name)) {
        child(name).invalid(Messages.unknownKey(prefix + name, known));
      }
    }
  }

  /** A text; empty when it is not set. */
  public Optional<String> text() {
    return scalar("text").filter(text -> !text.isEmpty());
  }

  /** A text that is not blank and without control characters; empty when there is no value. */
  public Optional<String> plainText() {
    return scalar("text").flatMap(this::plain);
  }

  private Optional<String> plain(String text) {
    if (text.isBlank()) {
      invalid("is empty; leave it out, or give it a text");
      return Optional.empty();
    }
    if (text.chars().anyMatch(Character::isISOControl)) {
      invalid("has control characters; expected plain text");
      return Optional.empty();
    }
    return Optional.of(text);
  }

  /** Plain texts, as a list or as one text with commas. */
  public List<String> texts() {
    Stream<String> texts =
        isList()
            ? items().stream().flatMap(item -> itemText(item).stream())
            : parts("text or a list of texts").stream();
    return texts.flatMap(text -> plain(text).stream()).toList();
  }

  private Optional<String> itemText(ConfigNode item) {
    Optional<String> text = Optional.ofNullable(item.value).flatMap(Scalars::text);
    if (text.isEmpty()) {
      invalid("has an item that is " + item.kind() + ", not text");
    }
    return text;
  }

  /** The parts of a text between commas. Empty ones, common in generated texts, are left out. */
  public List<String> parts(String expected) {
    return scalar(expected).stream()
        .flatMap(text -> Arrays.stream(text.split(",", -1)))
        .map(String::strip)
        .filter(part -> !part.isEmpty())
        .toList();
  }

  public boolean bool() {
    return parse("true or false", Scalars::bool, "is neither true nor false")
        .orElseGet(() -> Scalars.bool(standardText()).orElseThrow());
  }

  public int integer(int min, int max) {
    return parse(
            "a number",
            text -> Scalars.integer(text).filter(number -> number >= min && number <= max),
            "is not a whole number between " + min + " and " + max)
        .orElseGet(() -> Scalars.integer(standardText()).orElseThrow());
  }

  /** A duration of at least a millisecond, since sockets take zero for "for ever". */
  public Duration duration(Duration longest) {
    return optionalDuration(longest).orElseGet(() -> Scalars.duration(standardText(), longest));
  }

  /** As {@link #duration}, for a key that has no default. */
  public Optional<Duration> optionalDuration(Duration longest) {
    return scalar("a duration such as 500ms or 3s")
        .flatMap(
            text -> {
              try {
                return Optional.of(Scalars.duration(text, longest));
              } catch (IllegalArgumentException e) {
                invalid(Messages.quoted(text) + " " + e.getMessage());
                return Optional.empty();
              }
            });
  }

  /** One of the constants of an enum, in upper or lower case; empty when there is no value. */
  public <E extends Enum<E>> Optional<E> choice(Class<E> type) {
    List<E> constants = List.of(type.getEnumConstants());
    return parse(
        "text",
        text -> constants.stream().filter(one -> one.name().equalsIgnoreCase(text)).findFirst(),
        "is not one of " + Messages.names(constants));
  }

  /** A file that can be read. Its name is not shown: people put the secret itself there. */
  public Optional<Path> file() {
    return text()
        .flatMap(
            text -> {
              try {
                Path file = document.file().resolveSibling(text);
                String problem = Messages.fileProblem(file);
                if (problem == null) {
                  return Optional.of(file);
                }
                invalid(problem);
              } catch (InvalidPathException e) {
                invalid("is not the name of a file");
              }
              return Optional.empty();
            });
  }

  /** A text, a number or a boolean, as it was written. */
  public Optional<String> scalar(String expected) {
    Optional<String> text = Optional.ofNullable(value).flatMap(Scalars::text);
    if (value != null && text.isEmpty()) {
      invalid("is " + kind() + "; expected " + expected);
    }
    return text;
  }

  /**
   * A value of another type.
   *
   * @param expected what the value has to be, for when it is a list or a section
   * @param parser empty for a text that is wrong
   * @param problem what is wrong with such a text, which is put before it
   */
  public <T> Optional<T> parse(
      String expected, Function<String, Optional<T>> parser, String problem) {
    Optional<String> text = scalar(expected);
    Optional<T> result = text.flatMap(parser);
    if (text.isPresent() && result.isEmpty()) {
      invalid(Messages.quoted(text.get()) + " " + problem);
    }
    return result;
  }

  /** The value in {@code reference.conf}. */
  public String standardText() {
    return Optional.ofNullable(standard).flatMap(Scalars::text).orElseThrow();
  }
}
