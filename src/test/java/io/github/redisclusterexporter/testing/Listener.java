package io.github.redisclusterexporter.testing;

import io.github.redisclusterexporter.net.HostPort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Accepts connections on a port of 127.0.0.1 and serves each one on a separate thread. */
final class Listener implements AutoCloseable {

  /** Creates the server socket, which is not bound yet. */
  @FunctionalInterface
  interface Sockets {
    ServerSocket create() throws IOException;
  }

  /** Serves one connection, which is closed afterwards. */
  @FunctionalInterface
  interface Service {
    void serve(Socket socket) throws IOException, InterruptedException;
  }

  /** A connection on this machine that is not accepted in this time will not be accepted. */
  private static final int ANSWER_MILLIS = 300;

  private static final int ATTEMPTS = 5;

  private final String name;
  private final Sockets sockets;
  private final Service service;
  private final int port;
  private final AtomicInteger accepted = new AtomicInteger();
  private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
  private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
  private final List<SocketChannel> unanswered = new ArrayList<>();
  private @Nullable ServerSocket listening;
  private boolean ignoring;
  private @Nullable Thread acceptor;

  private Listener(String name, Sockets sockets, Service service) throws IOException {
    this.name = name;
    this.sockets = sockets;
    this.service = service;
    this.port = listenAnywhere();
  }

  /** Another process may take a port that was free. */
  private int listenAnywhere() throws IOException {
    for (int attempt = 1; ; attempt++) {
      try {
        return listen(Ports.free());
      } catch (BindException e) {
        if (attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  static Listener start(String name, Service service) {
    return start(name, ServerSocket::new, service);
  }

  static Listener start(String name, Sockets sockets, Service service) {
    try {
      return new Listener(name, sockets, service);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  HostPort address() {
    return new HostPort("127.0.0.1", port);
  }

  int accepted() {
    return accepted.get();
  }

  int open() {
    return connections.size();
  }

  /** Closes the port, so that new connections are refused. Open connections are kept. */
  synchronized void refuse() {
    closeQuietly(listening);
    listening = null;
    awaitAcceptor();
    unanswered.forEach(Listener::closeQuietly);
    unanswered.clear();
    ignoring = false;
  }

  /**
   * Leaves new connections unanswered; open connections are kept. The kernel accepts connections
   * until the backlog is full, so that this method fills the backlog.
   */
  synchronized void ignore() {
    refuse();
    try {
      ServerSocket socket = sockets.create();
      socket.setReuseAddress(true);
      socket.bind(Ports.local(port), 1);
      listening = socket;
      ignoring = true;
      do {
        unanswered.add(SocketChannel.open());
      } while (connects(unanswered.get(unanswered.size() - 1)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean connects(SocketChannel channel) throws IOException {
    channel.configureBlocking(false);
    if (channel.connect(Ports.local(port))) {
      return true;
    }
    try (Selector selector = Selector.open()) {
      channel.register(selector, SelectionKey.OP_CONNECT);
      return selector.select(ANSWER_MILLIS) > 0 && channel.finishConnect();
    }
  }

  /** The kernel keeps the port open until the accepting thread has released it. */
  private void awaitAcceptor() {
    try {
      if (acceptor != null) {
        acceptor.join(TimeUnit.SECONDS.toMillis(10));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Opens the port again. */
  synchronized void resume() {
    if (ignoring) {
      refuse();
    }
    if (listening == null) {
      try {
        listen(port);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Closes all open connections. */
  void dropConnections() {
    connections.forEach(Listener::closeQuietly);
  }

  @Override
  public void close() {
    refuse();
    dropConnections();
    threads.forEach(Thread::interrupt);
  }

  /** Runs a further task of a connection on a separate thread; it ends with the listener. */
  Thread fork(Runnable task) {
    Thread thread =
        new Thread(
            () -> {
              try {
                task.run();
              } finally {
                threads.remove(Thread.currentThread());
              }
            },
            name);
    thread.setDaemon(true);
    threads.add(thread);
    thread.start();
    return thread;
  }

  private synchronized int listen(int wanted) throws IOException {
    ServerSocket socket = sockets.create();
    socket.setReuseAddress(true);
    socket.bind(Ports.local(wanted));
    listening = socket;
    acceptor = fork(() -> acceptAll(socket));
    return socket.getLocalPort();
  }

  private void acceptAll(ServerSocket socket) {
    while (!socket.isClosed()) {
      try {
        Socket connection = socket.accept();
        connection.setTcpNoDelay(true);
        accepted.incrementAndGet();
        connections.add(connection);
        fork(() -> serve(connection));
      } catch (IOException e) {
        // Closed by refuse() or close(), or the client closed the connection before it was
        // accepted.
      }
    }
  }

  private void serve(Socket connection) {
    try {
      service.serve(connection);
    } catch (IOException e) {
      // The client or this listener closed the connection.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      closeQuietly(connection);
      connections.remove(connection);
    }
  }

  static void closeQuietly(@Nullable AutoCloseable closeable) {
    if (closeable != null) {
      try {
        closeable.close();
      } catch (Exception e) {
        // The socket is closed already.
      }
    }
  }
}
