package io.github.redisclusterexporter.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The targets for Prometheus, and the parameter that they set. */
@Timeout(30)
class DiscoveryPageTest {

  private static String response(String host) throws IOException {
    List<String> clusters = List.of("a \"b\"\\", "shop");
    try (WebServer server =
            new WebServer(
                new WebConfig("127.0.0.1", 0, 2, false, Optional.empty()),
                new FakeMetrics().registry(),
                () -> clusters,
                new FakeStatus(),
                () -> "",
                cluster -> {});
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      String request = "GET /discovery HTTP/1.1\r\nConnection: close\r\n" + host + "\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void everyClusterIsATargetAtTheAddressOfTheRequest() throws IOException {
    assertThat(response("Host: exporter.monitoring:9121\r\n"))
        .startsWith("HTTP/1.1 200 ")
        .contains("Content-type: application/json")
        .endsWith(
            """
            [
            {"targets": ["exporter.monitoring:9121"], "labels": {"instance": "exporter.monitoring:9121/a \\"b\\"\\\\", "__scheme__": "http", "__param_cluster": "a \\"b\\"\\\\"}},
            {"targets": ["exporter.monitoring:9121"], "labels": {"instance": "exporter.monitoring:9121/shop", "__scheme__": "http", "__param_cluster": "shop"}}
            ]
            """);
  }

  @Test
  void aHostThatIsNoAddressIsRefused() throws IOException {
    assertThat(response("Host: a\"}]\r\n")).startsWith("HTTP/1.1 400 ");
    assertThat(response("")).startsWith("HTTP/1.1 400 ");
  }

  @Test
  void parametersAreDecoded() {
    assertThat(Query.values(URI.create("/metrics?cluster=a%20b&cluster=c+d&x=1"), "cluster"))
        .containsExactlyInAnyOrder("a b", "c d");
    assertThat(Query.values(URI.create("/metrics?cluster=&clusters=x&name[]=cluster"), "cluster"))
        .isEmpty();
    assertThat(Query.values(URI.create("/metrics"), "cluster")).isEmpty();
  }
}
