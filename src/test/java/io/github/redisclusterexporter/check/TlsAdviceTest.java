package io.github.redisclusterexporter.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.redis.TlsConfig;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TlsAdviceTest {
  private static final Optional<Path> FILE = Optional.of(Path.of("file.pem"));

  private static TlsConfig tls(Optional<Path> file, Optional<String> name) {
    return new TlsConfig(true, file, file, file, name, false);
  }

  /** Messages of the JDK. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "No subject alternative names matching IP address 10.0.0.1 found | another name",
        "No subject alternative names present | another name",
        "No subject alternative DNS name matching redis-1 found. | another name",
        "No name matching redis-1 found | another name",
        "NotAfter: Wed Nov 25 01:00:00 UTC 2026 | not valid at this time",
        "unable to find valid certification path to requested target | trusted authority",
        "Path does not chain with any of the trust anchors | trusted authority",
        "Received fatal alert: certificate_required | requires a client certificate",
        "Received fatal alert: bad_certificate | requires a client certificate",
        "Unsupported or unrecognized SSL message | does not use TLS",
      })
  void theReasonIsRecognized(String message, String meaning) {
    String text = "no TLS with 10.0.0.1:7000: " + message;
    Optional<Advice> advice = TlsAdvice.of(text, tls(Optional.empty(), Optional.empty()));
    assertThat(advice).map(Advice::meaning).get().asString().contains(meaning);
  }

  @Test
  void theSolutionIsNotASettingThatIsThereAlready() {
    assertThat(solution("No name matching a found", tls(FILE, Optional.of("redis"))))
        .doesNotContain("set REDIS_TLS_SERVER_NAME")
        .contains("REDIS_ADDRESS_MAP");
    assertThat(solution("PKIX path building failed", tls(FILE, Optional.empty())))
        .doesNotContain("set REDIS_TLS_CA_FILE");
    assertThat(solution("Received fatal alert: bad_certificate", tls(FILE, Optional.empty())))
        .doesNotContain("set REDIS_TLS_CERT_FILE");
  }

  private static String solution(String message, TlsConfig tls) {
    return TlsAdvice.of(message, tls).orElseThrow().solution();
  }

  @Test
  void otherReasonsAreNotGuessed() {
    assertThat(TlsAdvice.of("Received fatal alert: handshake_failure", tls(FILE, Optional.empty())))
        .isEmpty();
  }
}
