package io.github.redisclusterexporter.http;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.NameValuePair;
import org.apache.hc.core5.http.io.HttpServerRequestHandler.ResponseTrigger;
import org.jspecify.annotations.Nullable;

/** A request, and the way to answer it. */
record Exchange(HttpRequest request, ResponseTrigger trigger) {

  String method() {
    return request.getMethod();
  }

  /** As sent, still percent-encoded. */
  String path() {
    String target = request.getPath();
    int question = target.indexOf('?');
    return question < 0 ? target : target.substring(0, question);
  }

  /** As sent, still percent-encoded; null when there is none. */
  @Nullable String query() {
    String target = request.getPath();
    int question = target.indexOf('?');
    return question < 0 ? null : target.substring(question + 1);
  }

  /** The values of all headers of this name. */
  List<String> headers(String name) {
    return Stream.of(request.getHeaders(name)).map(NameValuePair::getValue).toList();
  }

  /** The value of the first header of this name. */
  @Nullable String header(String name) {
    return headers(name).stream().findFirst().orElse(null);
  }

  void send(Answer answer) throws IOException, HttpException {
    trigger.submitResponse(answer.response());
  }
}
