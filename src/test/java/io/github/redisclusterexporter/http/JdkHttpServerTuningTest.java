package io.github.redisclusterexporter.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Properties;
import org.junit.jupiter.api.Test;

class JdkHttpServerTuningTest {

  @Test
  void leavesWhatTheOperatorHasSet() {
    Properties properties = new Properties();
    properties.setProperty("sun.net.httpserver.maxReqTime", "3");

    JdkHttpServerTuning.applyTo(properties);

    assertThat(properties)
        .containsEntry("sun.net.httpserver.maxReqTime", "3")
        .containsEntry("sun.net.httpserver.nodelay", "true")
        .containsKey("sun.net.httpserver.maxRspTime");
  }
}
