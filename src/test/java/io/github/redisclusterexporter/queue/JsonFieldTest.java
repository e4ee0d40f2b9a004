package io.github.redisclusterexporter.queue;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonFieldTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"at\":5}                                    | 5",
        "{\"at\":\"5\"}                                | 5",
        "{\"args\":[{\"at\":\"1\"}],\"at\":\"a {\\\"} b\"} | a {\"} b",
        "{ \"a\" : \"at\" , \"at\" : 1539.25e3 }       | 1539.25e3",
        "{\"args\":[{\"at\":1},\"at\"],\"at\":2}       | 2",
        "{\"a\\\"at\":1,\"b\":\"\\\\\",\"at\":3}       | 3",
        "{\"a\":\"}{\",\"at\":-4,\"x\":null}           | -4",
      })
  void findsTheMemberOfTheOutermostObject(String text, String expected) {
    assertThat(JsonField.member(text, "at")).contains(expected);
  }

  @Test
  void anEscapedNameIsAnotherName() {
    String text = "{\"\\u0001\":1,\"\\\\u0001\":2,\"u0001\":3}";
    assertThat(JsonField.member(text, "u0001")).contains("3");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "at",
        "5",
        "[{\"at\":5}]",
        "{\"at\":{}}",
        "{\"at\":[\"5\"]}",
        "{\"at\"",
        "{\"at\":",
        "{\"a\":{\"at\":5}}",
        "{\"a\":\"\\",
        "{} {\"at\":5}",
        "}{\"at\":5}"
      })
  void findsNothingElse(String text) {
    assertThat(JsonField.member(text, "at")).isEmpty();
  }
}
