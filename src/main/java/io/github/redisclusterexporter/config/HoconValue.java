package io.github.redisclusterexporter.config;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.util.List;
import java.util.TreeMap;

/** A value of {@code reference.conf}, of a HOCON file, of a variable or of a system property. */
record HoconValue(ConfigValue value) implements SourceValue {
  static final String DEFAULT = "default";

  static SourceValue text(String text, String origin) {
    return new HoconValue(ConfigValueFactory.fromAnyRef(text, origin));
  }

  @Override
  public Kind kind() {
    return switch (value.valueType()) {
      case LIST -> Kind.LIST;
      case OBJECT -> Kind.SECTION;
      case NUMBER -> Kind.NUMBER;
      case BOOLEAN -> Kind.BOOLEAN;
      case NULL -> Kind.NULL;
      case STRING -> Kind.TEXT;
    };
  }

  @Override
  public String text() {
    // Not unwrapped(): this keeps a number as it was written, such as a password with leading
    // zeros.
    return value.atKey("value").getString("value");
  }

  @Override
  public List<SourceValue> items() {
    return ((ConfigList) value).stream().<SourceValue>map(HoconValue::new).toList();
  }

  @Override
  public List<Entry> entries() {
    return new TreeMap<>((ConfigObject) value)
        .entrySet().stream()
            .map(
                entry -> {
                  SourceValue inner = new HoconValue(entry.getValue());
                  return new Entry(text(entry.getKey(), inner.origin()), inner);
                })
            .toList();
  }

  @Override
  public String origin() {
    return inWords(value.origin());
  }

  static String inWords(ConfigOrigin origin) {
    if (origin.filename() == null && origin.description().startsWith(DEFAULT + ":")) {
      return DEFAULT;
    }
    return origin.filename() != null && origin.lineNumber() > 0
        ? origin.filename() + ":" + origin.lineNumber()
        : origin.description();
  }
}
