package io.github.redisclusterexporter.testing;

import io.github.redisclusterexporter.net.HostPort;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.Predicate;

/**
 * Forwards a free port of 127.0.0.1 to a target. Connections can be interrupted, delayed and
 * redirected while they are open.
 */
public sealed class TcpProxy implements AutoCloseable permits TlsProxy {
  /** An address by which proxies recognize a node; Linux has all of 127.0.0.0/8. */
  public static final String SOURCE_ADDRESS = "127.0.0.9";

  private static final int CONNECT_TIMEOUT_MILLIS = 5000;

  private final Object state = new Object();
  private final Listener listener;
  private volatile HostPort target;
  private volatile String refused = "";
  private Predicate<String> held = address -> false;
  private Duration delay = Duration.ZERO;
  private Disturbance disturbance = Disturbance.none();

  TcpProxy(HostPort target, Listener.Sockets sockets) {
    this.target = target;
    this.listener = Listener.start("proxy", sockets, this::forward);
  }

  public static TcpProxy to(HostPort target) {
    return new TcpProxy(target, ServerSocket::new);
  }

  /** Lets a node connect to others from {@link #SOURCE_ADDRESS}. */
  public static void setSourceAddress(RedisServer node) {
    node.command("CONFIG", "SET", "cluster-announce-ip", node.address().host());
    if (node.binary().isAtLeast(7)) {
      node.command("CONFIG", "SET", "bind-source-addr", SOURCE_ADDRESS);
    } else {
      // Redis 6.2 connects from the first address on which it listens.
      node.command("CONFIG", "SET", "bind", SOURCE_ADDRESS + " " + node.address().host());
    }
  }

  public HostPort address() {
    return listener.address();
  }

  /** Changes the target of new connections, like a load balancer. */
  public void target(HostPort next) {
    target = next;
  }

  /** Refuses new connections and closes open ones. */
  public void refuse() {
    listener.refuse();
    listener.dropConnections();
  }

  /** Closes all connections. New ones from that address are not forwarded. */
  public void refuseFrom(String address) {
    refused = address;
    listener.dropConnections();
  }

  /** Accepts connections but holds back all data in both directions, until {@link #forward}. */
  public void hold() {
    synchronized (state) {
      held = address -> true;
    }
  }

  /** As {@link #hold}, for the connections from that address. */
  public void holdFrom(String client) {
    synchronized (state) {
      held = client::equals;
    }
  }

  /** Delays all data by this time, in both directions. */
  public void delay(Duration each) {
    synchronized (state) {
      delay = each;
    }
  }

  /** Neither accepts nor refuses connections, like a host that is down; closes open ones. */
  public void ignore() {
    listener.ignore();
    listener.dropConnections();
  }

  /** Applies this to the replies of the target; commands are forwarded. */
  public void disturb(Disturbance answers) {
    synchronized (state) {
      disturbance = answers;
    }
  }

  /** Forwards everything without a delay again. */
  public void forward() {
    synchronized (state) {
      held = address -> false;
      refused = "";
      delay = Duration.ZERO;
      disturbance = Disturbance.none();
      state.notifyAll();
    }
    listener.resume();
  }

  /** Closes all open connections; new ones are accepted. */
  public void dropConnections() {
    listener.dropConnections();
  }

  /** How many connections were accepted so far. */
  public int connections() {
    return listener.accepted();
  }

  /** How many connections are open now. */
  public int openConnections() {
    return listener.open();
  }

  @Override
  public void close() {
    listener.close();
  }

  private void forward(Socket client) throws IOException, InterruptedException {
    String from = client.getInetAddress().getHostAddress();
    if (from.equals(refused)) {
      return;
    }
    handshake(client);
    awaitRelease(from);
    try (Socket server = new Socket()) {
      HostPort to = target;
      server.connect(new InetSocketAddress(to.host(), to.port()), CONNECT_TIMEOUT_MILLIS);
      server.setTcpNoDelay(true);
      listener.fork(
          () -> {
            try {
              pump(server, new Answers(client), from);
            } catch (IOException e) {
              // One side has closed the connection; closing the client also ends the other
              // direction.
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            } finally {
              Listener.closeQuietly(client);
            }
          });
      pump(client, bytes -> write(server, bytes), from);
    }
  }

  void handshake(Socket client) throws IOException {}

  /** A destination of bytes. */
  private interface Sink {
    void take(byte[] bytes) throws IOException, InterruptedException;
  }

  /** The direction to a client; it ends when data on it was lost. */
  private final class Answers implements Sink {
    private final Socket client;
    private boolean whole = true;

    Answers(Socket client) {
      this.client = client;
    }

    @Override
    public void take(byte[] bytes) throws IOException, InterruptedException {
      Disturbance current;
      synchronized (state) {
        current = disturbance;
      }
      whole = whole && current.pass(bytes, client);
    }
  }

  private void pump(Socket from, Sink to, String client) throws IOException, InterruptedException {
    byte[] buffer = new byte[16 * 1024];
    InputStream in = from.getInputStream();
    for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
      Thread.sleep(awaitRelease(client).toMillis());
      to.take(Arrays.copyOf(buffer, length));
    }
  }

  static void write(Socket to, byte[] bytes) throws IOException {
    to.getOutputStream().write(bytes);
    to.getOutputStream().flush();
  }

  /** Waits while data is held back; then returns the delay. */
  private Duration awaitRelease(String client) throws InterruptedException {
    synchronized (state) {
      while (held.test(client)) {
        state.wait();
      }
      return delay;
    }
  }
}
