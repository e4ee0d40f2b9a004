package io.github.redisclusterexporter.metric;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NameBudgetTest {

  @Test
  void theFirstComeAreAdmittedForEver() {
    NameBudget budget = new NameBudget(2);

    assertThat(budget.admit("get")).isEqualTo("get");
    assertThat(budget.admit("set")).isEqualTo("set");
    assertThat(budget.admit("del")).isEqualTo(NameBudget.OTHER);
    assertThat(budget.admit("get")).isEqualTo("get");
    assertThat(budget.admit("del")).isEqualTo(NameBudget.OTHER);
  }

  @Test
  void withoutRoomAllAreOthers() {
    assertThat(new NameBudget(0).admit("get")).isEqualTo(NameBudget.OTHER);
  }
}
