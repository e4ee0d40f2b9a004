package io.github.redisclusterexporter.testing;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.json.JSONObject;
import org.jspecify.annotations.Nullable;

/** The DevTools protocol of one tab of a browser: commands, their results, and events. */
final class DevTools implements AutoCloseable {
  private final Map<Integer, CompletableFuture<JSONObject>> results = new ConcurrentHashMap<>();
  private final Queue<JSONObject> events = new ConcurrentLinkedQueue<>();
  private final AtomicInteger lastId = new AtomicInteger();
  private final WebSocket socket;

  private DevTools(URI tab) {
    this.socket =
        HttpClient.newHttpClient()
            .newWebSocketBuilder()
            .connectTimeout(Eventually.PATIENCE)
            .buildAsync(tab, new Messages())
            .join();
  }

  /** Connects to a tab. */
  static DevTools of(URI tab) {
    return new DevTools(tab);
  }

  /** Runs a command and returns its result. */
  JSONObject run(String method, Map<String, ?> parameters) {
    CompletableFuture<JSONObject> result = send(method, parameters);
    JSONObject reply = result.orTimeout(Eventually.PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    if (reply.has("error")) {
      throw new IllegalStateException(method + ": " + reply.getJSONObject("error"));
    }
    return reply.getJSONObject("result");
  }

  private synchronized CompletableFuture<JSONObject> send(
      String method, Map<String, ?> parameters) {
    int id = lastId.incrementAndGet();
    CompletableFuture<JSONObject> result = new CompletableFuture<>();
    results.put(id, result);
    JSONObject command =
        new JSONObject(Map.of("id", id, "method", method, "params", new JSONObject(parameters)));
    socket.sendText(command.toString(), true).join();
    return result;
  }

  /** The parameters of all events with this name since they were forgotten. */
  List<JSONObject> events(String method) {
    return events.stream()
        .filter(event -> event.getString("method").equals(method))
        .map(event -> event.getJSONObject("params"))
        .toList();
  }

  void forgetEvents() {
    events.clear();
  }

  @Override
  public void close() {
    socket.abort();
  }

  private void received(JSONObject message) {
    if (message.has("id")) {
      CompletableFuture<JSONObject> result = results.remove(message.getInt("id"));
      if (result != null) {
        result.complete(message);
      }
      return;
    }
    events.add(message);
    if (message.getString("method").equals("Page.javascriptDialogOpening")) {
      // An open dialog stops the page, and with it all commands.
      var unused = send("Page.handleJavaScriptDialog", Map.of("accept", false));
    }
  }

  private void failed(Throwable cause) {
    results.values().forEach(result -> result.completeExceptionally(cause));
  }

  /** Puts the parts of each message together. */
  private final class Messages implements WebSocket.Listener {
    private final StringBuilder message = new StringBuilder();

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence part, boolean isLast) {
      message.append(part);
      if (isLast) {
        JSONObject whole = new JSONObject(message.toString());
        message.setLength(0);
        received(whole);
      }
      from.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
      failed(new IOException("the browser has closed the connection: " + code + " " + reason));
      return null;
    }

    @Override
    public void onError(WebSocket from, Throwable cause) {
      failed(cause);
    }
  }
}
