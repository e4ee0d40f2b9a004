package io.github.redisclusterexporter.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.message.BasicClassicHttpResponse;

/** A status, headers and a body, all of it known before the first byte is sent. */
record Answer(int status, Map<String, String> headers, PageBuffer body) {

  static Answer text(int status, String sentence) {
    return of(status, "text/plain; charset=utf-8", sentence + "\n");
  }

  static Answer of(int status, String contentType, String content) {
    return new Answer(
        status, Map.of("Content-Type", contentType), PageBuffer.of(content.getBytes(UTF_8)));
  }

  Answer with(String header, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(header, value);
    return new Answer(status, Map.copyOf(more), body);
  }

  ClassicHttpResponse response() {
    ClassicHttpResponse response = new BasicClassicHttpResponse(status);
    headers.forEach(response::setHeader);
    response.setEntity(body.entity());
    return response;
  }
}
