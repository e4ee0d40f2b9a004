package io.github.redisclusterexporter.redis;

import io.github.redisclusterexporter.net.Deadline;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connects to the first address of a host that accepts. An address that does not respond must not
 * use up the time of the others, so that each attempt starts shortly after the one before, or as
 * soon as that one has failed (RFC 8305, "Happy Eyeballs"). Used once, by one thread.
 */
final class ConnectRace {
  private static final Logger logger = LoggerFactory.getLogger(ConnectRace.class);

  /** Shared by all addresses: with many of them, each gets less. */
  private static final Duration LONGEST_HEAD_START = Duration.ofMillis(100);

  private final Deque<InetAddress> untried;
  private final int port;
  private final Deadline deadline;
  private final Duration headStart;
  private final List<SocketChannel> open = new ArrayList<>();
  private IOException last = new SocketTimeoutException("no address was tried");

  private ConnectRace(List<InetAddress> addresses, int port, Deadline deadline) {
    this.untried = new ArrayDeque<>(addresses);
    this.port = port;
    this.deadline = deadline;
    Duration share = deadline.remaining().dividedBy(2L * addresses.size());
    this.headStart = share.compareTo(LONGEST_HEAD_START) < 0 ? share : LONGEST_HEAD_START;
  }

  /**
   * Connects to one of the addresses.
   *
   * @throws SocketTimeoutException when none has accepted by the deadline
   * @throws IOException the last failure, when all have failed
   */
  static Socket connect(List<InetAddress> addresses, int port, Deadline deadline)
      throws IOException {
    return new ConnectRace(addresses, port, deadline).run();
  }

  private Socket run() throws IOException {
    try (Selector selector = Selector.open()) {
      Deadline nextStart = deadline.within(Duration.ZERO);
      while (!deadline.passed()) {
        if (!untried.isEmpty() && (open.isEmpty() || nextStart.passed())) {
          start(untried.remove(), selector);
          nextStart = deadline.within(headStart);
        }
        for (SocketChannel channel : List.copyOf(open)) {
          if (isConnected(channel)) {
            return socket(channel, selector);
          }
        }
        if (!open.isEmpty()) {
          Deadline wait = untried.isEmpty() ? deadline : nextStart;
          selector.select(key -> {}, wait.socketTimeout());
        } else if (untried.isEmpty()) {
          throw last;
        }
        if (Thread.currentThread().isInterrupted()) {
          throw new InterruptedIOException("interrupted while connecting");
        }
      }
      throw new SocketTimeoutException("no address has accepted");
    } finally {
      open.forEach(ConnectRace::close);
    }
  }

  private void start(InetAddress address, Selector selector) throws IOException {
    SocketChannel channel = SocketChannel.open();
    open.add(channel);
    channel.configureBlocking(false);
    channel.register(selector, SelectionKey.OP_CONNECT);
    try {
      channel.connect(new InetSocketAddress(address, port));
    } catch (IOException e) {
      failed(channel, e);
    }
  }

  private boolean isConnected(SocketChannel channel) {
    try {
      return channel.finishConnect();
    } catch (IOException e) {
      failed(channel, e);
      return false;
    }
  }

  private void failed(SocketChannel channel, IOException failure) {
    last = failure;
    open.remove(channel);
    close(channel);
  }

  private Socket socket(SocketChannel channel, Selector selector) throws IOException {
    // A channel with a key cannot be blocking.
    channel.keyFor(selector).cancel();
    selector.selectNow();
    channel.configureBlocking(true);
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
    // A close must not wait for a peer that does not respond. There is never data left to send.
    channel.setOption(StandardSocketOptions.SO_LINGER, 0);
    open.remove(channel);
    return channel.socket();
  }

  private static void close(SocketChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      logger.debug("Closing a socket failed", e);
    }
  }
}
