package io.github.redisclusterexporter.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.testing.CapturedReplies;
import io.github.redisclusterexporter.testing.Resp;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GroupConsumerTest {

  @ParameterizedTest
  @CsvSource({"redis-6.2.11, 1718", "redis-7.4.1, 1657"})
  void captured(String version, long idle) {
    assertThat(
            GroupConsumer.parse(
                Resp.decode(
                    CapturedReplies.read(
                        version, "primary", "xinfo_consumers_tasks-high_task_workers"))))
        .containsExactly(new GroupConsumer("worker-1", 5, idle));
  }
}
