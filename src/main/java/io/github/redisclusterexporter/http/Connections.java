package io.github.redisclusterexporter.http;

import io.github.redisclusterexporter.config.WebTls;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.impl.io.HttpService;
import org.apache.hc.core5.http.protocol.HttpCoreContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Accepts clients, and gives each a thread of its own while it is there. So many have a place; one
 * more, and the one that has kept a thread waiting longest gives up its own. Whoever waits for an
 * answer of ours keeps it.
 */
final class Connections implements AutoCloseable {

  /** Two hundred clients that mean no good leave room for those that mean well. */
  static final int MOST = 256;

  private static final Logger log = LoggerFactory.getLogger(Connections.class);

  private static final int KEEP_ALIVE_SECONDS = 30;
  private static final int DRAIN_SECONDS = 1;
  private static final int PAUSE_MILLIS = 100;

  /** How long one more waits for a place: a second in all, then it is turned away. */
  private static final int PLACE_PAUSE_MILLIS = 10;

  private static final int MOST_PAUSES = 100;

  private final ServerSocket listener;
  private final HttpService service;
  private final LiveAccess access;
  private final Semaphore places = new Semaphore(MOST);
  private final Set<Connection> open = ConcurrentHashMap.newKeySet();
  private final ExecutorService threads;
  private final CountDownLatch closed = new CountDownLatch(1);

  /** Of the thread that accepts: whether the last one was. */
  private boolean accepts = true;

  /** Starts to accept. */
  Connections(ServerSocket listener, HttpService service, LiveAccess access) {
    this.listener = listener;
    this.service = service;
    this.access = access;
    AtomicInteger number = new AtomicInteger();
    // No queue, as each one that is executed has a place. Twice as many threads as places, for
    // those on their way out.
    this.threads =
        new ThreadPoolExecutor(
            0,
            2 * MOST,
            KEEP_ALIVE_SECONDS,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            task -> daemon(task, "http-" + number.incrementAndGet()));
    daemon(this::accept, "http-accept").start();
  }

  static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  private void accept() {
    try {
      while (isAccepting()) {
        acceptOne();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void acceptOne() throws InterruptedException {
    try {
      Socket socket = listener.accept();
      if (!awaitPlace()) {
        socket.close();
        return;
      }
      boolean admitted = false;
      try {
        Optional<WebTls> tls = access.access().tls();
        Connection connection =
            new Connection(socket, tls.isPresent() ? ServerTls.over(socket, tls.get()) : null);
        threads.execute(() -> serve(connection));
        admitted = true;
      } finally {
        if (!admitted) {
          places.release();
          socket.close();
        }
      }
      accepts = true;
    } catch (IOException | RuntimeException | OutOfMemoryError e) {
      // Out of file descriptors or of threads for instance: the next one may fail at once, too, and
      // this thread is the only one that accepts.
      if (isAccepting() && !closed.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
        log.atLevel(accepts ? Level.WARN : Level.DEBUG)
            .setCause(e)
            .log("A client could not be accepted");
        accepts = false;
      }
    }
  }

  private boolean awaitPlace() throws InterruptedException {
    boolean enough = places.tryAcquire();
    boolean dropped = false;
    for (int i = 0; i < MOST_PAUSES && !enough; i++) {
      // Whoever is dropped frees its place as soon as its thread has seen it.
      dropped = dropped || dropLongestWaiting();
      enough = places.tryAcquire(PLACE_PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    }
    return enough;
  }

  private boolean dropLongestWaiting() {
    long now = System.nanoTime();
    Optional<Connection> longest =
        open.stream()
            .filter(Connection::isForClient)
            .max(Comparator.comparingLong(each -> now - each.since()));
    longest.ifPresent(Connection::drop);
    return longest.isPresent();
  }

  private void serve(Connection connection) {
    open.add(connection);
    try {
      connection.shakeHands();
      while (isAccepting() && connection.isOpen() && connection.awaitRequest()) {
        service.handleRequest(connection, HttpCoreContext.create());
      }
      connection.close();
    } catch (IOException | HttpException e) {
      log.debug("The client went away, or was sent away", e);
    } finally {
      connection.drop();
      open.remove(connection);
      places.release();
    }
  }

  /** To be called about once a second. */
  void dropOverdue() {
    open.stream().filter(Connection::isOverdue).forEach(Connection::drop);
  }

  /** Accepts no more, gives answers under way about a second, then ends them and the threads. */
  @Override
  public void close() {
    closed.countDown();
    try {
      listener.close();
      open.stream().filter(each -> !each.phase().isAnswer()).forEach(Connection::drop);
      places.tryAcquire(MOST, DRAIN_SECONDS, TimeUnit.SECONDS);
      threads.shutdownNow();
      open.forEach(Connection::drop);
      threads.awaitTermination(1, TimeUnit.SECONDS);
    } catch (IOException e) {
      log.debug("Closing the listener failed", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean isAccepting() {
    return closed.getCount() > 0;
  }
}
