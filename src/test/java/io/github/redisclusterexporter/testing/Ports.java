package io.github.redisclusterexporter.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/** Finds free ports of 127.0.0.1. */
public final class Ports {
  /** The offset from the port of a node to its cluster bus port, in every version. */
  public static final int BUS_OFFSET = 10_000;

  // Ports and bus ports are below 32768, where no client ports are assigned, and in separate
  // ranges.
  private static final int FIRST = 11_000;
  private static final int LAST = 20_999;

  /**
   * Ports that were returned before are not returned again: another test may restart a server
   * there, or rely on the port being closed.
   */
  private static final Set<Integer> GIVEN = new HashSet<>();

  private Ports() {}

  /** Whether nothing listens on this port. */
  public static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      // As redis-server does: closed connections must not block the port.
      socket.setReuseAddress(true);
      socket.bind(local(port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  static InetSocketAddress local(int port) throws UnknownHostException {
    return new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port);
  }

  /**
   * A port that is free now, with a free cluster bus port. Another process may still take it first.
   */
  public static int free() {
    return freeRange(1);
  }

  /** The first of a number of consecutive free ports, whose cluster bus ports are free too. */
  public static synchronized int freeRange(int count) {
    for (int attempt = 0; attempt < 1000; attempt++) {
      int first = ThreadLocalRandom.current().nextInt(FIRST, LAST + 2 - count);
      int port = first;
      while (port < first + count
          && !GIVEN.contains(port)
          && isFree(port)
          && isFree(port + BUS_OFFSET)) {
        port++;
      }
      if (port == first + count) {
        IntStream.range(first, port).forEach(GIVEN::add);
        return first;
      }
    }
    throw new IllegalStateException("no " + count + " free ports in a row");
  }
}
