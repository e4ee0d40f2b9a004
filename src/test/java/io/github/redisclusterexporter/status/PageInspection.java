package io.github.redisclusterexporter.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.github.redisclusterexporter.testing.Chromium;
import io.github.redisclusterexporter.testing.MissingTools;
import io.github.redisclusterexporter.testing.Tier;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.json.JSONArray;

/** Opens the status page in a browser, lists all that is wrong with it, and takes pictures. */
final class PageInspection implements AutoCloseable {
  private static final Path SCRIPT = Path.of("src/test/resources/status-page/inspection.js");
  private static final Path PICTURES = Path.of("target/status-page");
  private static final int HIGHEST_PICTURE = 4000;

  /** A window, and the part of the page that a reader sees in it without scrolling. */
  enum Window {
    PHONE(360, 780),
    DESKTOP(1280, 900);

    private final int width;
    private final int height;

    Window(int width, int height) {
      this.width = width;
      this.height = height;
    }
  }

  private final Chromium browser;
  private final String script;

  private PageInspection(Chromium browser) {
    this.browser = browser;
    try {
      this.script = Files.readString(SCRIPT);
      Files.createDirectories(PICTURES);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Empty on a machine without a browser, which the full tier does not accept. */
  static Optional<PageInspection> start() {
    Optional<Path> program = Chromium.program();
    if (program.isEmpty()) {
      MissingTools.report("chromium", "the status page in a browser");
      if (Tier.current() == Tier.FULL) {
        fail("The full tier needs chromium: the status page is tested in it.");
      }
    }
    return program.map(Chromium::start).map(PageInspection::new);
  }

  /**
   * Opens a page and fails if anything is wrong with it.
   *
   * @param name of the pictures
   */
  void open(String name, URI page) {
    assertThat(faults(name, page)).as(name).isEmpty();
  }

  /** Opens a page and lists what is wrong with it. */
  List<String> faults(String name, URI page) {
    browser.open(page);
    browser.evaluate(script + "true");
    List<String> faults = new ArrayList<>(sentences("injected()"));
    for (Window window : Window.values()) {
      for (boolean isDark : new boolean[] {false, true}) {
        String look = window.width + (isDark ? "-dark" : "-light");
        show(window, isDark);
        sentences("look(%d)".formatted(window.width))
            .forEach(fault -> faults.add(look + ": " + fault));
        takePicture(name + "-" + look, window);
      }
    }
    faults.addAll(focusFaults());
    faults.addAll(AccessibilityTree.of(browser.accessibilityTree()).faults());
    faults.addAll(browser.complaints());
    for (String request : browser.requests()) {
      if (!request.equals(page.toString())) {
        faults.add("a request: " + request);
      }
    }
    return faults;
  }

  private void show(Window window, boolean isDark) {
    browser.emulate(isDark, window.width, window.height, window == Window.PHONE);
  }

  private List<String> sentences(String call) {
    List<String> sentences = new ArrayList<>();
    ((JSONArray) browser.evaluate("inspection." + call))
        .forEach(sentence -> sentences.add(sentence.toString()));
    return sentences;
  }

  private List<String> focusFaults() {
    int elements = ((Number) browser.evaluate("inspection.watchFocus()")).intValue();
    for (int i = 0; i < elements; i++) {
      browser.pressTab();
    }
    return sentences("focus()");
  }

  private void takePicture(String name, Window window) {
    int height = ((Number) browser.evaluate("document.documentElement.scrollHeight")).intValue();
    try {
      Files.write(
          PICTURES.resolve(name + ".png"),
          browser.picture(window.width, Math.min(height, HIGHEST_PICTURE)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What a reader reads on the page that was opened last. */
  String text() {
    return browser
        .evaluate("document.title + '\\n' + document.body.innerText")
        .toString()
        .replaceAll("\\s+", " ");
  }

  /** What a screen reader is told of the page that was opened last. */
  AccessibilityTree accessibilityTree() {
    return AccessibilityTree.of(browser.accessibilityTree());
  }

  /** Fails if a reader of the page that was opened last has to scroll to see this. */
  void assertVisibleAtOnce(Window window, String selector) {
    show(window, false);
    Number bottom = (Number) browser.evaluate("inspection.bottomOf('%s')".formatted(selector));
    assertThat(bottom.intValue())
        .as("%s on a %s", selector, window)
        .isLessThanOrEqualTo(window.height);
  }

  @Override
  public void close() {
    browser.close();
  }
}
