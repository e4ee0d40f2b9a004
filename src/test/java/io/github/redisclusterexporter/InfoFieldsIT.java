package io.github.redisclusterexporter;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.testing.InfoFields;
import io.github.redisclusterexporter.testing.RedisBinary;
import io.github.redisclusterexporter.testing.RedisServer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A server whose version has new fields is noticed; see docs/development/info-fields.md. */
@Tag("smoke")
class InfoFieldsIT {

  static Stream<RedisBinary> servers() {
    return RedisBinary.versions();
  }

  @ParameterizedTest
  @MethodSource("servers")
  void eachNumericFieldIsKnown(RedisBinary binary) {
    try (RedisServer server = RedisServer.start(binary)) {
      assertThat(InfoFields.numeric(String.valueOf(server.command("INFO", "everything"))))
          .as("capture its INFO in src/test/resources/info-fields, and run InfoFieldsTest")
          .isSubsetOf(InfoFields.known());
    }
  }
}
