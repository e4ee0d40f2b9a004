package io.github.redisclusterexporter.web;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpContext;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpPrincipal;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what a handler responds in memory. The handler sees a GET that does not accept compression;
 * where the client accepts it, what the handler writes is compressed here, at the level that costs
 * half as much and in full before anything is sent.
 */
final class BufferedExchange extends HttpExchange {
  private final HttpExchange client;
  private final Headers requestHeaders = new Headers();
  private final Headers responseHeaders = new Headers();
  private final PageBuffer buffer = new PageBuffer();
  private final boolean compressed;
  private final OutputStream body;
  private int status = -1;

  BufferedExchange(HttpExchange client) throws IOException {
    this.client = client;
    this.requestHeaders.putAll(client.getRequestHeaders());
    this.compressed = AcceptEncoding.isGzip(requestHeaders.remove("Accept-Encoding"));
    this.body = compressed ? AcceptEncoding.gzip(buffer) : buffer;
  }

  boolean isCompressed() {
    return compressed;
  }

  String contentType() {
    return String.valueOf(responseHeaders.getFirst("Content-Type"));
  }

  /** The end of what is compressed is in the buffer only after this. */
  void finish() throws IOException {
    body.close();
  }

  PageBuffer body() {
    return buffer;
  }

  @Override
  public Headers getRequestHeaders() {
    return requestHeaders;
  }

  @Override
  public Headers getResponseHeaders() {
    return responseHeaders;
  }

  @Override
  public URI getRequestURI() {
    return client.getRequestURI();
  }

  @Override
  public String getRequestMethod() {
    return "GET";
  }

  @Override
  public HttpContext getHttpContext() {
    return client.getHttpContext();
  }

  @Override
  public void close() {
    // What is in the buffer is sent later.
  }

  @Override
  public InputStream getRequestBody() {
    return InputStream.nullInputStream();
  }

  @Override
  public OutputStream getResponseBody() {
    return body;
  }

  @Override
  public void sendResponseHeaders(int code, long length) {
    status = code;
  }

  @Override
  public InetSocketAddress getRemoteAddress() {
    return client.getRemoteAddress();
  }

  @Override
  public int getResponseCode() {
    return status;
  }

  @Override
  public InetSocketAddress getLocalAddress() {
    return client.getLocalAddress();
  }

  @Override
  public String getProtocol() {
    return client.getProtocol();
  }

  @Override
  public @Nullable Object getAttribute(String name) {
    return client.getAttribute(name);
  }

  @Override
  public void setAttribute(String name, @Nullable Object value) {
    client.setAttribute(name, value);
  }

  @Override
  public void setStreams(InputStream in, OutputStream out) {
    throw new UnsupportedOperationException("the streams are in memory");
  }

  @Override
  public @Nullable HttpPrincipal getPrincipal() {
    return client.getPrincipal();
  }
}
