package io.github.redisclusterexporter.queue;

import java.nio.charset.StandardCharsets;
import org.json.JSONException;
import org.json.JSONObject;

/** Bytes as a JSON object: its numbers are found, as by a library that reads all of it. */
public final class JsonFieldFuzz {
  private JsonFieldFuzz() {}

  /** Called by the fuzzer. */
  public static void fuzzerTestOneInput(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    JsonField.member(text, "at");
    JSONObject object;
    try {
      object = new JSONObject(text);
    } catch (JSONException | NumberFormatException e) {
      return;
    }
    // That library reads much that is no JSON; what it writes is JSON.
    String written = object.toString();
    for (String name : object.keySet()) {
      boolean plain = JSONObject.quote(name).equals('"' + name + '"');
      if (plain && object.get(name) instanceof Number number) {
        double found = Double.parseDouble(JsonField.member(written, name).orElseThrow());
        if (Double.compare(found, Double.parseDouble(JSONObject.numberToString(number))) != 0) {
          throw new AssertionError(name + " is " + found + " in " + written);
        }
      }
    }
  }
}
