package io.github.redisclusterexporter.redis;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

/** Listeners on several addresses of the loopback interface, with the same port. */
final class Loopback implements AutoCloseable {
  private final List<AutoCloseable> opened = new ArrayList<>();

  static InetAddress ip(int last) throws UnknownHostException {
    return InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) last});
  }

  void closeLater(AutoCloseable resource) {
    opened.add(resource);
  }

  /** Accepts connections, and replies nothing. */
  ServerSocket listen(int last, int port, int backlog) throws IOException {
    ServerSocket server = new ServerSocket();
    closeLater(server);
    server.bind(new InetSocketAddress(ip(last), port), backlog);
    return server;
  }

  /** Accepts nothing, and its queue is full, so that it drops each further SYN. */
  void swallow(int last, int port) throws IOException {
    listen(last, port, 1);
    for (int i = 0; i < 4; i++) {
      Socket socket = new Socket();
      closeLater(socket);
      try {
        socket.connect(new InetSocketAddress(ip(last), port), 200);
      } catch (SocketTimeoutException e) {
        return;
      }
    }
    throw new AssertionError("the queue of the listener is not full");
  }

  @Override
  public void close() throws Exception {
    for (AutoCloseable one : opened) {
      one.close();
    }
  }
}
