package io.github.redisclusterexporter.queue;

import java.io.IOException;
import java.io.StreamTokenizer;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.Optional;

/** Finds one number or text in a JSON object without parsing the rest. */
final class JsonField {
  private JsonField() {}

  /**
   * The member of the outermost object, without quotes; empty when there is none, or it is an
   * object or a list.
   */
  static Optional<String> member(String text, String name) {
    // The tokenizer does not know this escape; a name that has it must not look like another one.
    StreamTokenizer tokens = new StreamTokenizer(new StringReader(text.replace("\\u", "\\\\u")));
    tokens.resetSyntax();
    tokens.whitespaceChars(0, ' ');
    tokens.wordChars('!', 0xff);
    "{}[]:,".chars().forEach(tokens::ordinaryChar);
    tokens.quoteChar('"');
    try {
      return member(tokens, name);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Optional<String> member(StreamTokenizer tokens, String name) throws IOException {
    int depth = 0;
    do {
      int token = tokens.nextToken();
      if (token == '"' && depth == 1 && name.equals(tokens.sval)) {
        if (tokens.nextToken() == ':') {
          int type = tokens.nextToken();
          return type == StreamTokenizer.TT_WORD || type == '"'
              ? Optional.of(tokens.sval)
              : Optional.empty();
        }
        tokens.pushBack();
      }
      depth += token == '{' || token == '[' ? 1 : token == '}' || token == ']' ? -1 : 0;
    } while (depth > 0 && tokens.ttype != StreamTokenizer.TT_EOF);
    return Optional.empty();
  }
}
