package io.github.redisclusterexporter.status;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** The inspection of the status page finds what it looks for. */
@Tag("full")
@ParameterizedClass(allowZeroInvocations = true)
@MethodSource("browsers")
class PageInspectionIT {
  private static final String BAD_PAGE =
      """
      <!DOCTYPE html>
      <html lang="en"><head><title>bad</title><style>
        a:focus { outline: none }
        .faint { color: #999; background: #fff }
        .wide-text { width: 400px }
        @media (prefers-color-scheme: dark) { .dark { color: #444; background: #000 } }
      </style></head><body>
      <h1>bad</h1><h3>level</h3>
      <p class="faint">faint</p><p class="dark">dark</p><div class="wide-text">wide</div>
      <details><summary>more</summary><p class="faint">folded</p></details>
      <a href="javascript:alert(1)">link</a><a href="metrics"></a>
      <b id="a">other element</b><p id="a" onclick="x()">other attribute</p>
      <img src="http://other.example/x.png">
      <table><thead><tr><th>head</th></tr></thead><tbody><tr><td>cell</td></tr></tbody></table>
      <svg class="slots" viewBox="0 0 10000 1" width="300" height="20"
        ><rect class="dead" width="10" height="1"/></svg>
      <script>console.log('logged'); alert('dialog'); undefined.x</script>
      </body></html>
      """;

  private final PageInspection browser;

  PageInspectionIT(PageInspection browser) {
    this.browser = browser;
  }

  /** Closed by JUnit when its tests are done. */
  static Stream<PageInspection> browsers() {
    return PageInspection.start().stream();
  }

  private List<String> faults(String policy) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          byte[] page = BAD_PAGE.getBytes(UTF_8);
          exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
          exchange.getResponseHeaders().set("Content-Security-Policy", policy);
          exchange.sendResponseHeaders(200, page.length);
          exchange.getResponseBody().write(page);
          exchange.close();
        });
    server.start();
    try {
      return browser.faults(
          "bad-page", URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/"));
    } finally {
      server.stop(0);
    }
  }

  @Test
  void everyKindOfFaultIsFound() throws Exception {
    List<String> faults = faults("default-src * 'unsafe-inline'");
    for (String expected :
        List.of(
            "360-light: contrast 2.85: <p class=\"faint\"> faint",
            "360-light: unfolded: contrast 2.85: <p class=\"faint\"> folded",
            "1280-dark: contrast 2.16: <p class=\"dark\"> dark",
            "360-dark: the page is",
            "a mark in the bar of slots is 0.3 pixels wide",
            "an element that the page does not use: <img",
            "an element that the page does not use: <script",
            "an element that the page does not use: <b",
            "an attribute that the page does not use: onclick",
            "a link that the page does not use: javascript:alert(1)",
            "an id is used twice",
            "focus is not marked: <a",
            "an element without a name: link",
            "an element without a name: table",
            "a table without headers",
            "not one landmark main",
            "a level is missing above the heading level",
            "a request: http://other.example/x.png",
            "logged",
            "Page.javascriptDialogOpening",
            "Runtime.exceptionThrown")) {
      assertThat(faults).as(expected).anyMatch(fault -> fault.contains(expected));
    }
    assertThat(faults)
        .noneMatch(fault -> fault.contains("light: contrast") && fault.endsWith("dark"))
        .noneMatch(fault -> fault.startsWith("1280") && fault.contains("the page is"));
  }

  @Test
  void whatThePolicyForbidsIsFound() throws Exception {
    assertThat(faults("default-src 'none'; style-src 'unsafe-inline'"))
        .anyMatch(fault -> fault.contains("Content Security Policy"))
        .noneMatch(fault -> fault.contains("javascriptDialogOpening"));
  }
}
