package io.github.redisclusterexporter.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.redisclusterexporter.config.Secret;
import io.github.redisclusterexporter.net.HostPort;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedisUrlTest {

  @Test
  void readsAllParts() {
    assertThat(RedisUrl.parse("rediss://me:s3cret@redis.example:7000/5"))
        .isEqualTo(
            new RedisUrl(
                true,
                new HostPort("redis.example", 7000),
                Optional.of("me"),
                Optional.of(new Secret("s3cret")),
                5));
  }

  @Test
  void theSchemesOfValkeyAreThoseOfRedis() {
    assertThat(RedisUrl.parse("valkey://h").tls()).isFalse();
    assertThat(RedisUrl.parse("valkeys://h").tls()).isTrue();
  }

  @Test
  void allButTheHostMayBeLeftOut() {
    assertThat(RedisUrl.parse("redis://localhost"))
        .isEqualTo(
            new RedisUrl(
                false, new HostPort("localhost", 6379), Optional.empty(), Optional.empty(), 0));
  }

  @ParameterizedTest
  @CsvSource({
    "redis://[2001:db8::1], 2001:db8::1, 6379",
    "valkey://valkey-1, valkey-1, 6379",
    "valkeys://valkey-1:7000/0, valkey-1, 7000",
    "redis://[::1]:7000/, ::1, 7000",
    "redis://redis_1:7001, redis_1, 7001",
    "redis://user@10.0.0.1:65535/0, 10.0.0.1, 65535",
  })
  void readsHostAndPort(String url, String host, int port) {
    assertThat(RedisUrl.parse(url).address()).isEqualTo(new HostPort(host, port));
  }

  @ParameterizedTest
  @CsvSource({
    "redis://:p%40ss%3Aw%25rd@h, p@ss:w%rd",
    "redis://:a+b@h, a+b",
    "redis://:p%C3%A4ss@h, päss",
    "redis://:a/b?c#d@e@h, a/b?c#d@e",
    "redis://:a:b@h, a:b",
  })
  void decodesThePassword(String url, String password) {
    assertThat(RedisUrl.parse(url).password().map(Secret::reveal)).contains(password);
    assertThat(RedisUrl.parse(url).username()).isEmpty();
  }

  @Test
  void decodesTheUser() {
    assertThat(RedisUrl.parse("redis://a%40b:x@h").username()).contains("a@b");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "localhost:6379 | has no scheme",
        "http://h | has the scheme 'http'; expected redis:// or rediss://",
        ":s3cret@h://x | has no valid scheme",
        "redis:// | has no host",
        "redis://:6379 | has no host",
        "redis://h i | characters no host has",
        "redis://[::1 | '[' without ']'",
        "redis://::1 | IPv6 address goes in brackets",
        "redis://me:s3cret:h:1 | '@' follows the password",
        "redis://h:0 | between 1 and 65535",
        "redis://h:65536 | between 1 and 65535",
        "redis://h:s3cret | between 1 and 65535",
        "redis://[::1]7000 | between 1 and 65535",
        "redis://h/s3cret | database that is not a number",
        "redis://h/-1 | database that is not a number",
        "redis://h/1/2 | database that is not a number",
        "redis://h?db=1 | '?' or '#'",
        "redis://:s3cret%4@h | %25",
        "redis://:s3cret%zz@h | %25",
        "redis://:s3cret%@h | %25",
      })
  void saysWhatIsWrong(String url, String message) {
    assertThatThrownBy(() -> RedisUrl.parse(url))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "redis:/me:s3cret@h",
        "s3cret",
        "http://me:s3cret@h",
        "redis://me:s3cret@",
        "redis://me:s3cret",
        "redis://me:s3cret@h:x",
        "redis://me:s3cret@h/x",
        "redis://me:s3cret@h?s3cret",
        "redis://me:s3cret@[h",
        "redis://s3cret:a:b:c",
        "redis://[s3cret",
        "redis://me:s3cret%@h",
      })
  void neverQuotesWhatMayBeThePassword(String url) {
    assertThatThrownBy(() -> RedisUrl.parse(url)).message().doesNotContain("s3cret");
  }

  @Test
  void printsWithoutThePassword() {
    assertThat(RedisUrl.parse("redis://me:s3cret@h")).asString().doesNotContain("s3cret");
  }
}
