package io.github.redisclusterexporter.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WantedNamesTest {

  @Test
  void noneWithoutParameter() throws Exception {
    assertThat(WantedNames.in(null)).isEmpty();
    assertThat(WantedNames.in("")).isEmpty();
    assertThat(WantedNames.in("&&a=b&name=redis_up&name[]&name[]=&=x")).isEmpty();
  }

  @Test
  void repeatedPlainAndEncoded() throws Exception {
    assertThat(
            WantedNames.in("name[]=redis_up&x=1&name%5B%5D=redis_%63ommands_total&name[]=redis_up"))
        .containsExactly("redis_up", "redis_commands_total");
    assertThat(WantedNames.in("name[]=a=b+c%2B%C3%A9")).containsExactly("a=b c+é");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"name[]=%", "name[]=%4", "name[]=%zz", "x=%80", "%c3=1", "name[]=%+1", "x=é"})
  void badEncodingIsRefused(String query) {
    assertThatThrownBy(() -> WantedNames.in(query))
        .isInstanceOf(BadRequestException.class)
        .hasMessageStartingWith("The query string ")
        .hasMessageEndingWith(".");
  }

  @Test
  void limits() throws Exception {
    String longest = "name[]=" + "a".repeat(WantedNames.MAX_LENGTH - 7);
    assertThat(WantedNames.in(longest)).hasSize(1);
    assertThatThrownBy(() -> WantedNames.in(longest + "a"))
        .isInstanceOf(BadRequestException.class)
        .hasMessageContaining("65536");

    String most = String.join("&", Collections.nCopies(WantedNames.MAX_PAIRS, "name[]=a"));
    assertThat(WantedNames.in(most)).containsExactly("a");
    assertThatThrownBy(() -> WantedNames.in(most + "&x=1"))
        .isInstanceOf(BadRequestException.class)
        .hasMessageContaining("1024");
  }
}
