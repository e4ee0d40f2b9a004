package io.github.redisclusterexporter.http;

import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpConnection;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.HttpResponseInterceptor;
import org.apache.hc.core5.http.RequestHeaderFieldsTooLargeException;
import org.apache.hc.core5.http.impl.DefaultConnectionReuseStrategy;
import org.apache.hc.core5.http.impl.Http1StreamListener;
import org.apache.hc.core5.http.impl.io.HttpService;
import org.apache.hc.core5.http.io.HttpServerRequestHandler;
import org.apache.hc.core5.http.protocol.HttpProcessorBuilder;
import org.apache.hc.core5.http.protocol.ResponseConnControl;
import org.apache.hc.core5.http.protocol.ResponseContent;
import org.apache.hc.core5.http.protocol.ResponseDate;

/** The protocol, as the library speaks it, with sentences of ours for what cannot be understood. */
final class Http extends HttpService {

  Http(HttpServerRequestHandler handler, LiveAccess access) {
    this(handler, (response, entity, context) -> access.headers().forEach(response::setHeader));
  }

  private Http(HttpServerRequestHandler handler, HttpResponseInterceptor configured) {
    super(
        HttpProcessorBuilder.create()
            .addAll(new ResponseDate(), new ResponseContent(), new ResponseConnControl())
            .add(configured)
            .build(),
        handler,
        DefaultConnectionReuseStrategy.INSTANCE,
        new Phases());
  }

  @Override
  protected void handleException(HttpException failure, ClassicHttpResponse response) {
    String sentence =
        failure instanceof RequestHeaderFieldsTooLargeException
            ? "The head of the request is too large: at most "
                + HeadLimit.MOST_BYTES
                + " bytes and 100 lines are read."
            : "This is not a request of HTTP/1.1 that can be answered.";
    Answer answer = Answer.text(toStatusCode(failure), sentence);
    response.setCode(answer.status());
    answer.headers().forEach(response::setHeader);
    response.setEntity(answer.body().entity());
  }

  /** Tells a connection where its request has got to. */
  private static final class Phases implements Http1StreamListener {

    @Override
    public void onRequestHead(HttpConnection connection, HttpRequest request) {
      ((Connection) connection).requestIsRead();
    }

    @Override
    public void onResponseHead(HttpConnection connection, HttpResponse response) {
      ((Connection) connection).answerIsMade();
    }

    @Override
    public void onExchangeComplete(HttpConnection connection, boolean keepAlive) {
      // The next request, or the end, begins a phase of its own.
    }
  }
}
