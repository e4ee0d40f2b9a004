package io.github.redisclusterexporter.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumberKindTest {

  @ParameterizedTest
  @CsvSource({
    "COUNT, 0",
    "COUNT, 9007199254740993",
    "COUNT, 9.2e18",
    "CONNECTIONS, 2147483647",
    "SLOTS, 16384",
    "PORT, 65535",
    "FLAG, 0",
    "FLAG, 1",
    "AMOUNT, 0.25"
  })
  void possible(NumberKind kind, double number) {
    assertThat(kind.check("it", number)).isEqualTo(number);
  }

  @ParameterizedTest
  @CsvSource({
    "COUNT, -1",
    "COUNT, 9223372036854775808",
    "COUNT, 18446744073709551615",
    "COUNT, 0.5",
    "COUNT, NaN",
    "COUNT, Infinity",
    "CONNECTIONS, 4294967295",
    "SLOTS, 16385",
    "PORT, 65536",
    "FLAG, 2",
    "FLAG, 0.5",
    "AMOUNT, -0.25",
    "AMOUNT, 1e19",
    "AMOUNT, NaN"
  })
  void impossible(NumberKind kind, double number) {
    assertThatThrownBy(() -> kind.check("it", number))
        .isInstanceOf(MalformedReplyException.class)
        .hasMessageStartingWith("it is ")
        .hasMessageEndingWith(kind.possible());
  }

  @ParameterizedTest
  @CsvSource({
    "7000, -1",
    "7000, 18446744073709551615",
    "7000, 1e300",
    "7000, 1.5",
    "7000.5, 1",
    "65536, 1",
    "-7000, 1"
  })
  void aViewWithAnImpossiblePortOrEpoch(String port, String epoch) {
    String line =
        "%s 127.0.0.1:%s@17000 myself,master - 0 0 %s connected 0-5460\n"
            .formatted("a".repeat(40), port, epoch);

    assertThatThrownBy(() -> ClusterNodes.parse(line, lines -> true))
        .isInstanceOf(MalformedReplyException.class);
  }

  @Test
  void aNumberIsAPlainDecimal() {
    for (String text : new String[] {"0x1p3", "1d", "1f", "NaN", "Infinity", " 1", "1 ", ""}) {
      assertThatThrownBy(() -> Info.parse("field:" + text).number("field"))
          .as(text)
          .isInstanceOf(MalformedReplyException.class);
    }
    assertThat(Info.parse("field:1.5").number("field")).hasValue(1.5);
  }
}
