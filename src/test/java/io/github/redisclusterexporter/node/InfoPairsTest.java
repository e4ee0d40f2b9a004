package io.github.redisclusterexporter.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class InfoPairsTest {

  @Test
  void numbersByName() {
    Info fields = Info.pairs("cmdstat_get", "calls=7,usec=36,usec_per_call=5.14");

    assertThat(fields.number("calls")).hasValue(7);
    assertThat(fields.number("usec_per_call")).hasValue(5.14);
    assertThat(fields.number("failed_calls")).isEmpty();
  }

  @Test
  void whatIsNoPairIsPassedOver() {
    Info fields = Info.pairs("x", ",a,=1,b==2,c=3");

    assertThat(fields.number("a")).isEmpty();
    assertThat(fields.number("c")).hasValue(3);
  }

  @Test
  void unreadableNamesTheField() {
    Info fields = Info.pairs("cmdstat_get", "calls=many");

    assertThatThrownBy(() -> fields.number("calls"))
        .isInstanceOf(MalformedReplyException.class)
        .hasMessageContaining("cmdstat_get calls");
  }
}
