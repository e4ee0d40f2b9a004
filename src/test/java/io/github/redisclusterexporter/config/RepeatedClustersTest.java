package io.github.redisclusterexporter.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.github.redisclusterexporter.config.RepeatedClusters.Repetition;
import io.github.redisclusterexporter.testing.RandomLoop;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each text is valid HOCON, in which the library finds one section. */
class RepeatedClustersTest {

  private static List<Repetition> in(String hocon) {
    String text = hocon.replace(" | ", "\n");
    assertThat(ConfigFactory.parseString(text).root()).isNotNull();
    return RepeatedClusters.in(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "clusters { a { nodes = x } | a { nodes = y } }",
        "clusters { a { nodes = x } | a { url = y } }",
        "clusters { a { nodes = [x] }, | a : { nodes : [y] } }",
        "clusters = { a = { nodes = x } } | clusters { a { nodes = y } }",
        "{ \"clusters\" : { \"a\" : { \"nodes\" : \"x\" }, | \"a\" : { \"nodes\" : \"y\" } } }",
        "clusters.a { nodes = x } | clusters.a.nodes = y",
        "clusters.a.nodes = x | clusters { b.nodes = z, a.nodes = y }",
        "clusters { a { tls { enabled = true }, nodes = x } | a { queues = [{key = q}], nodes = y } }",
        "clusters { a | { nodes = \"}{ # \\\" \" } // } | a {nodes=y} }",
        "include \"other.conf\" | clusters { a { nodes = x } | a { nodes = y } }",
        "clusters { a = {} {nodes = x} | a { nodes = y } }",
        "clusters { a { nodes = | x } | # a comment | a { nodes | = y } }",
      })
  void twoClustersOfOneName(String hocon) {
    assertThat(in(hocon))
        .hasSize(1)
        .allSatisfy(
            repetition -> {
              assertThat(repetition.name()).isEqualTo("a");
              assertThat(repetition.line()).isGreaterThan(repetition.firstLine());
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "clusters { a { nodes = x } | b { nodes = y } }",
        "clusters.a.nodes = x | clusters.a.url = y | clusters.a.timeout = 1s",
        "clusters.a.nodes = [x] | clusters.a.nodes += y",
        "clusters.a.nodes = [x] | clusters.a.nodes = ${clusters.a.nodes} [y]",
        "clusters { a { nodes = x } } | clusters { a { timeout = 1s } }",
        "clusters { a { nodes = x } } | clusters.a.url = y",
        "clusters { a { nodes = x, nodes = y } }",
        "clusters { a { nodes = x, queues = [ { nodes = y }, { nodes = z } ] } }",
        "clusters { a { nodes = x, b { nodes = y } } | c { b { nodes = z } } }",
        "other { a { nodes = x } | a { nodes = y } }",
        "redis.nodes = x | redis { nodes = y }",
        "# clusters { a { nodes = x } | clusters { a { nodes = y } }",
      })
  void oneCluster(String hocon) {
    assertThat(in(hocon)).isEmpty();
  }

  @Test
  @Tag("random")
  void readingEndsWhateverTheTextIs() {
    String characters = "clusters.{a{nodes=[x]}}\n\"#,:+=$\\";
    RandomLoop.run(
        2_000,
        random -> {
          StringBuilder text = new StringBuilder();
          random
              .ints(60, 0, characters.length())
              .forEach(index -> text.append(characters.charAt(index)));
          assertThat(RepeatedClusters.in(text.toString())).isNotNull();
        });
  }
}
