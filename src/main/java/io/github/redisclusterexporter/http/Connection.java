package io.github.redisclusterexporter.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import javax.net.ssl.SSLSocket;
import org.apache.hc.core5.http.URIScheme;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.DefaultBHttpServerConnection;
import org.apache.hc.core5.http.impl.io.SocketHolder;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client. Reading, writing and the handshake of TLS block a thread, and a timeout of the socket
 * starts anew with each byte; therefore each phase has an end, at which somebody else closes the
 * socket under that thread.
 */
final class Connection extends DefaultBHttpServerConnection {

  private static final Logger log = LoggerFactory.getLogger(Connection.class);

  /** Between two requests; longer than any usual scrape interval. */
  private static final Duration MOST_IDLE = Duration.ofMinutes(2);

  /** To send a request, or to take an answer. Who needs longer has missed the scrape anyway. */
  private static final Duration MOST_PATIENCE = Duration.ofSeconds(10);

  /** To say anything at all before a place is given to somebody else. */
  private static final Duration LEAST_PATIENCE = Duration.ofMillis(250);

  /** After the last answer, to see the client go. */
  private static final int FAREWELL_MILLIS = 500;

  private static final int SEND_BUFFER = 64 * 1024;
  private static final Http1Config LIMITS =
      Http1Config.custom()
          .setMaxLineLength(HeadLimit.MOST_BYTES)
          .setMaxHeaderCount(100)
          .setMaxEmptyLineCount(5)
          .build();

  /** What is waited for. */
  enum Phase {
    /** For the client, to send something. */
    IDLE,
    /** For the client, to send all of its request. */
    READING,
    /** For the answer to be made. */
    WORKING,
    /** For the client, to take its answer. */
    ANSWERING;

    /** Whether there is an answer that is not all sent. */
    boolean isAnswer() {
      return this == WORKING || this == ANSWERING;
    }
  }

  private final Socket socket;
  private final @Nullable SSLSocket tls;
  private final HeadLimit input;
  private volatile Phase phase = Phase.READING;
  private volatile long since = System.nanoTime();

  /**
   * @param socket as it was accepted
   * @param tls the same with TLS over it; null without
   */
  Connection(Socket socket, @Nullable SSLSocket tls) throws IOException {
    super((tls == null ? URIScheme.HTTP : URIScheme.HTTPS).id, LIMITS);
    this.socket = socket;
    this.tls = tls;
    // Headers and body leave in two writes, which Nagle's algorithm would keep 40 ms apart.
    socket.setTcpNoDelay(true);
    // What a client does not read lies in the kernel: by default megabytes for each.
    socket.setSendBufferSize(SEND_BUFFER);
    this.input = new HeadLimit((tls == null ? socket : tls).getInputStream());
    bind(new Holder());
  }

  /** Shakes hands when there is TLS; not in the constructor, as it waits for the client. */
  void shakeHands() throws IOException {
    if (tls != null) {
      tls.startHandshake();
    }
  }

  /**
   * Waits for the first byte of a request; false when none comes. Nor when it has come already: who
   * sends requests without waiting for the answers can keep a processor busy with one packet, and
   * no scraper does.
   */
  boolean awaitRequest() throws IOException {
    begin(Phase.IDLE);
    input.headBegins();
    boolean comes = isDataAvailable(Timeout.of(MOST_IDLE));
    begin(Phase.READING);
    return comes && input.isTouched();
  }

  void requestIsRead() {
    input.headEnds();
    begin(Phase.WORKING);
  }

  void answerIsMade() {
    begin(Phase.ANSWERING);
  }

  Phase phase() {
    return phase;
  }

  /** Since when the phase lasts, in nanoseconds of the system's clock. */
  long since() {
    return since;
  }

  /** Whether the client has kept a thread waiting for too long. */
  boolean isOverdue() {
    return switch (phase) {
      case IDLE -> lasts(MOST_IDLE);
      case READING, ANSWERING -> lasts(MOST_PATIENCE);
      case WORKING -> false;
    };
  }

  /**
   * Whether it is the client that keeps a thread waiting. It does not while its answer is made, nor
   * while what it has sent lies unread because the thread has not had its turn, nor when it has
   * only just come.
   */
  boolean isForClient() {
    return phase != Phase.WORKING && lasts(LEAST_PATIENCE) && isNothingUnread();
  }

  private boolean isNothingUnread() {
    try {
      return isOpen() && socket.getInputStream().available() == 0;
    } catch (IOException e) {
      log.debug("The client is gone already", e);
      return false;
    }
  }

  private boolean lasts(Duration bound) {
    return System.nanoTime() - since > bound.toNanos();
  }

  private void begin(Phase next) {
    since = System.nanoTime();
    phase = next;
  }

  /**
   * Ends the stream, and reads what the client has sent meanwhile: the system takes back an answer
   * that is on its way when a socket is closed that has unread bytes.
   */
  @Override
  public void close() throws IOException {
    if (!isOpen()) {
      return;
    }
    Socket top = tls == null ? socket : tls;
    try {
      flush();
      top.shutdownOutput();
      top.setSoTimeout(FAREWELL_MILLIS);
      long most = System.nanoTime() + FAREWELL_MILLIS * 1_000_000L;
      InputStream rest = top.getInputStream();
      byte[] ignored = new byte[8 * 1024];
      while (rest.read(ignored) >= 0 && System.nanoTime() - most < 0) {
        // Until the client has seen the end.
      }
    } catch (SocketTimeoutException e) {
      log.debug("The client has not seen the end of the connection yet");
    } finally {
      socket.close();
    }
  }

  @Override
  public boolean isOpen() {
    return super.isOpen() && !socket.isClosed();
  }

  /** Closes the socket under whoever waits for it, and forgets what was not taken. */
  void drop() {
    if (socket.isClosed()) {
      return;
    }
    try {
      socket.setSoLinger(true, 0);
      socket.close();
    } catch (IOException e) {
      log.debug("Closing a connection failed, its socket is gone all the same", e);
    }
  }

  private final class Holder extends SocketHolder {

    private Holder() {
      super(tls == null ? socket : tls);
    }

    @Override
    protected InputStream getInputStream(Socket top) {
      return input;
    }
  }
}
