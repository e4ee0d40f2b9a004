package io.github.redisclusterexporter.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.json.JSONArray;
import org.json.JSONObject;

/** A Chromium without a window, with one tab. It reaches 127.0.0.1 and nothing else. */
public final class Chromium implements AutoCloseable {
  private static final List<String> DOMAINS =
      List.of("Page", "Runtime", "Log", "Network", "Audits", "DOM", "Accessibility");

  private final Path profile;
  private final Process process;
  private final DevTools tab;

  private Chromium(Path program) throws IOException, InterruptedException {
    this.profile = TempDirectories.create("chromium");
    this.process =
        new ProcessBuilder(
                program.toString(),
                "--headless=new",
                // Its sandbox does not start in most containers; the pages are our own.
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--disable-extensions",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--no-first-run",
                "--no-default-browser-check",
                "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
                "--remote-debugging-port=0",
                "--user-data-dir=" + profile,
                "about:blank")
            .redirectErrorStream(true)
            .redirectOutput(log().toFile())
            .start();
    try {
      this.tab = DevTools.of(tab(port()));
    } catch (IOException | InterruptedException | RuntimeException | Error e) {
      end();
      throw e;
    }
    DOMAINS.forEach(domain -> tab.run(domain + ".enable", Map.of()));
    tab.run("Emulation.setFocusEmulationEnabled", Map.of("enabled", true));
  }

  /** The program, if this machine has it. */
  public static Optional<Path> program() {
    return Executables.onPath("chromium", "chromium-browser", "google-chrome");
  }

  /** Starts it with a new profile. */
  public static Chromium start(Path program) {
    try {
      return new Chromium(program);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while Chromium starts", e);
    }
  }

  private Path log() {
    return profile.resolve("chromium.log");
  }

  /** It chooses a free one, and writes it into a file. */
  private int port() throws IOException {
    Path file = profile.resolve("DevToolsActivePort");
    try {
      Eventually.await(
          "Chromium listens",
          () ->
              !process.isAlive() || (Files.exists(file) && Files.readString(file).contains("\n")));
      return Integer.parseInt(Files.readAllLines(file).get(0));
    } catch (AssertionError | IOException e) {
      throw new IllegalStateException(
          "Chromium does not start: " + Files.readString(log()).strip(), e);
    }
  }

  private static URI tab(int port) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/json/list"))
            .timeout(Eventually.PATIENCE)
            .build();
    String tabs = HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
    return objects(new JSONArray(tabs))
        .filter(target -> target.getString("type").equals("page"))
        .map(target -> URI.create(target.getString("webSocketDebuggerUrl")))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("Chromium has no tab: " + tabs));
  }

  private static Stream<JSONObject> objects(JSONArray array) {
    return IntStream.range(0, array.length()).mapToObj(array::getJSONObject);
  }

  /** Loads a page, whole, and forgets what happened on the one before. */
  public void open(URI page) {
    tab.run("Page.navigate", Map.of("url", "about:blank"));
    tab.forgetEvents();
    JSONObject started = tab.run("Page.navigate", Map.of("url", page.toString()));
    if (started.has("errorText")) {
      throw new IllegalStateException(page + ": " + started.getString("errorText"));
    }
    Eventually.await(
        page + " is loaded",
        () ->
            evaluate("document.readyState === 'complete' && location.href")
                .equals(page.toString()));
  }

  /**
   * Shows the page as in a window of this size.
   *
   * @param isPhone whether the page is laid out as on a phone, with twice as many pixels
   */
  public void emulate(boolean isDark, int width, int height, boolean isPhone) {
    tab.run(
        "Emulation.setEmulatedMedia",
        Map.of(
            "features",
            new JSONArray(
                List.of(
                    Map.of("name", "prefers-color-scheme", "value", isDark ? "dark" : "light")))));
    tab.run(
        "Emulation.setDeviceMetricsOverride",
        Map.of(
            "width",
            width,
            "height",
            height,
            "deviceScaleFactor",
            isPhone ? 2 : 1,
            "mobile",
            isPhone));
  }

  /** The value of an expression in the page, as JSON has it. */
  public Object evaluate(String script) {
    JSONObject result =
        tab.run(
            "Runtime.evaluate",
            Map.of("expression", script, "returnByValue", true, "awaitPromise", true));
    if (result.has("exceptionDetails")) {
      throw new IllegalStateException(result.getJSONObject("exceptionDetails").toString(2));
    }
    return result.getJSONObject("result").opt("value");
  }

  /** Presses the key Tab. */
  public void pressTab() {
    for (String type : List.of("rawKeyDown", "keyUp")) {
      tab.run(
          "Input.dispatchKeyEvent",
          Map.of("type", type, "key", "Tab", "code", "Tab", "windowsVirtualKeyCode", 9));
    }
  }

  /**
   * A picture of the page in the format PNG.
   *
   * @param height of the part that is on it, from the top
   */
  public byte[] picture(int width, int height) {
    JSONObject picture =
        tab.run(
            "Page.captureScreenshot",
            Map.of(
                "captureBeyondViewport",
                true,
                "clip",
                Map.of("x", 0, "y", 0, "width", width, "height", height, "scale", 1)));
    return Base64.getDecoder().decode(picture.getString("data"));
  }

  /** What a screen reader is told of the page, in the order of the page. */
  public List<JSONObject> accessibilityTree() {
    return objects(tab.run("Accessibility.getFullAXTree", Map.of()).getJSONArray("nodes"))
        .filter(node -> !node.getBoolean("ignored"))
        .toList();
  }

  /** The addresses of all requests of this page. */
  public List<String> requests() {
    return tab.events("Network.requestWillBeSent").stream()
        .map(event -> event.getJSONObject("request").getString("url"))
        .toList();
  }

  /** What a developer would find on the console: messages, errors, violations, dialogs. */
  public List<String> complaints() {
    List<String> complaints = new ArrayList<>();
    for (String event :
        List.of(
            "Runtime.consoleAPICalled",
            "Runtime.exceptionThrown",
            "Log.entryAdded",
            "Audits.issueAdded",
            "Page.javascriptDialogOpening")) {
      tab.events(event).forEach(complaint -> complaints.add(event + " " + complaint));
    }
    return complaints;
  }

  @Override
  public void close() {
    tab.close();
    end();
  }

  private void end() {
    List<ProcessHandle> all =
        Stream.concat(process.descendants(), Stream.of(process.toHandle())).toList();
    process.destroy();
    try {
      if (!process.waitFor(Eventually.PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    all.forEach(ProcessHandle::destroyForcibly);
    TempDirectories.delete(profile);
  }
}
