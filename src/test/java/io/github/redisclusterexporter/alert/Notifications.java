package io.github.redisclusterexporter.alert;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.json.JSONArray;
import org.json.JSONObject;

/** All receivers of the routes in one: takes what Alertmanager sends and keeps it. */
final class Notifications implements AutoCloseable {
  /** The receivers with send_resolved. */
  private static final Set<String> ENDS_ARE_TOLD = Set.of(Notice.PAGER, "tickets");

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Message> log = new CopyOnWriteArrayList<>();

  /**
   * One message.
   *
   * @param at when it came
   * @param receiver the receiver of the routes
   * @param group what the receiver takes for one incident
   * @param alerts what it tells of
   */
  record Message(Instant at, String receiver, String group, List<Told> alerts) {}

  /**
   * One alert in a message.
   *
   * @param firing or resolved
   */
  record Told(boolean firing, Map<String, String> labels, Map<String, String> annotations) {}

  Notifications() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::take);
    server.start();
  }

  /** Where the receivers are; the name of each is the path. */
  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
  }

  /** The messages so far that tell of an alert that fires and has such labels. */
  List<Message> firing(Predicate<Map<String, String>> labels) {
    return log.stream()
        .filter(
            message ->
                message.alerts().stream()
                    .anyMatch(told -> told.firing() && labels.test(told.labels())))
        .toList();
  }

  /** What was told so far of alerts with such labels. */
  Set<Notice> told(Predicate<Map<String, String>> labels) {
    return log.stream()
        .flatMap(
            message ->
                message.alerts().stream()
                    .filter(told -> told.firing() && labels.test(told.labels()))
                    .map(told -> Notice.of(message.receiver(), told.labels())))
        .collect(Collectors.toSet());
  }

  /** What was told and is not yet told to be over, where that is told at all. */
  Set<Notice> open(Predicate<Map<String, String>> labels) {
    Map<Notice, Boolean> last = new HashMap<>();
    for (Message message : log) {
      for (Told told : message.alerts()) {
        if (labels.test(told.labels()) && ENDS_ARE_TOLD.contains(message.receiver())) {
          last.put(Notice.of(message.receiver(), told.labels()), told.firing());
        }
      }
    }
    return last.entrySet().stream()
        .filter(Map.Entry::getValue)
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  /** What was told to be over. */
  Set<Notice> over(Predicate<Map<String, String>> labels) {
    return log.stream()
        .flatMap(
            message ->
                message.alerts().stream()
                    .filter(told -> !told.firing() && labels.test(told.labels()))
                    .map(told -> Notice.of(message.receiver(), told.labels())))
        .collect(Collectors.toSet());
  }

  /** How many messages told the pager of an alert that it did not know, or knew to be over. */
  long pages(Predicate<Map<String, String>> labels) {
    Set<Map<String, String>> known = new HashSet<>();
    long pages = 0;
    for (Message message : log) {
      if (message.receiver().equals(Notice.PAGER)) {
        boolean isNew = false;
        for (Told told : message.alerts()) {
          if (!told.firing()) {
            known.remove(told.labels());
          } else if (labels.test(told.labels())) {
            isNew |= known.add(told.labels());
          }
        }
        pages += isNew ? 1 : 0;
      }
    }
    return pages;
  }

  /** All annotations of all messages. */
  Set<String> texts() {
    return log.stream()
        .flatMap(message -> message.alerts().stream())
        .flatMap(told -> told.annotations().values().stream())
        .collect(Collectors.toSet());
  }

  private void take(HttpExchange exchange) throws IOException {
    try (exchange) {
      Instant now = Instant.now();
      byte[] body = exchange.getRequestBody().readAllBytes();
      String receiver = exchange.getRequestURI().getPath().substring(1);
      JSONObject message = new JSONObject(new String(body, StandardCharsets.UTF_8));
      log.add(
          new Message(
              now,
              receiver,
              message.getString("groupKey"),
              each(message.getJSONArray("alerts")).stream().map(Notifications::told).toList()));
      exchange.sendResponseHeaders(200, -1);
    }
  }

  private static Told told(JSONObject alert) {
    return new Told(
        alert.getString("status").equals("firing"),
        texts(alert.getJSONObject("labels")),
        texts(alert.getJSONObject("annotations")));
  }

  static List<JSONObject> each(JSONArray array) {
    return StreamSupport.stream(array.spliterator(), false).map(JSONObject.class::cast).toList();
  }

  static Map<String, String> texts(JSONObject object) {
    return object.keySet().stream().collect(Collectors.toMap(key -> key, object::getString));
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
