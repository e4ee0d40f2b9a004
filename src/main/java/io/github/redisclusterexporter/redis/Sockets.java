package io.github.redisclusterexporter.redis;

import io.github.redisclusterexporter.net.Deadline;
import io.github.redisclusterexporter.net.HostPort;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Connected sockets, encrypted where configured, each by a deadline. */
final class Sockets {
  private static final Logger logger = LoggerFactory.getLogger(Sockets.class);
  private static final int LONGEST_REFUSAL = 1024;

  private final TlsConfig tls;
  private final TlsContext tlsContext;
  private final HostNameLookups lookups;
  private final Watchdog watchdog;

  Sockets(TlsConfig tls, HostNameLookups lookups, Watchdog watchdog) {
    this.tls = tls;
    this.lookups = lookups;
    this.tlsContext = new TlsContext(tls);
    this.watchdog = watchdog;
  }

  /** A connected socket. */
  record Opened(Socket socket) {

    /** What the peer wrote before it closed; empty when that is nothing or cannot be read. */
    String leftover() {
      try {
        socket.setSoTimeout(50);
        byte[] line = new byte[LONGEST_REFUSAL];
        int length = Math.max(0, socket.getInputStream().read(line));
        return new String(line, 0, length, StandardCharsets.US_ASCII);
      } catch (IOException e) {
        logger.debug("Nothing left to read on a refused connection", e);
        return "";
      }
    }

    void close() {
      Sockets.close(socket);
    }
  }

  Opened open(HostPort address, Deadline deadline) throws RedisException {
    Socket socket = connect(address, deadline);
    return new Opened(tls.enabled() ? encrypt(socket, address, deadline) : socket);
  }

  private Socket connect(HostPort address, Deadline deadline) throws RedisException {
    IOException last = new IOException("no address");
    for (InetAddress ip : lookups.of(address.host(), deadline)) {
      if (deadline.passed()) {
        break;
      }
      Socket socket = new Socket();
      try {
        socket.setTcpNoDelay(true);
        socket.setKeepAlive(true);
        // Half-open connections are dropped by forced closes; nothing is ever left to send.
        socket.setSoLinger(true, 0);
        socket.connect(new InetSocketAddress(ip, address.port()), deadline.socketTimeout());
        return socket;
      } catch (IOException e) {
        close(socket);
        last = e;
      }
    }
    throw unreachable(address, last, deadline);
  }

  private static RedisException unreachable(
      HostPort address, IOException failure, Deadline deadline) {
    if (failure instanceof SocketTimeoutException || deadline.passed()) {
      return new RedisException(
          Fault.CONNECT_TIMEOUT, "no connection to " + address + " in time", failure);
    }
    if (failure instanceof NoRouteToHostException) {
      return new RedisException(
          Fault.CONNECT_UNREACHABLE, "there is no route to " + address, failure);
    }
    if (failure instanceof ConnectException) {
      return new RedisException(
          Fault.CONNECT_REFUSED, "nothing listens on " + address + ": " + failure, failure);
    }
    return new RedisException(
        Fault.CONNECT_OTHER, "cannot connect to " + address + ": " + failure, failure);
  }

  private Socket encrypt(Socket plain, HostPort address, Deadline deadline) throws RedisException {
    // A handshake reads many times, each with a timeout of its own.
    try (Watchdog.Guard guard = watchdog.guard(() -> close(plain), deadline)) {
      String name = tls.serverName().orElse(address.host());
      SSLSocket socket =
          (SSLSocket)
              tlsContext
                  .current()
                  .getSocketFactory()
                  .createSocket(plain, name, address.port(), true);
      if (!tls.insecure()) {
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
      }
      socket.setSoTimeout(deadline.socketTimeout());
      socket.startHandshake();
      return socket;
    } catch (SSLException e) {
      close(plain);
      throw new RedisException(
          deadline.passed() ? Fault.CONNECT_TIMEOUT : Fault.CONNECT_TLS,
          "no TLS with " + address + ": " + rootMessage(e),
          e);
    } catch (IOException e) {
      close(plain);
      throw new RedisException(
          deadline.passed() || e instanceof SocketTimeoutException
              ? Fault.CONNECT_TIMEOUT
              : Fault.CONNECT_TLS,
          "no TLS with " + address + ": " + e,
          e);
    } catch (RedisException e) {
      close(plain);
      throw e;
    }
  }

  private static String rootMessage(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return String.valueOf(root.getMessage());
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      logger.debug("Closing a socket failed, it is gone all the same", e);
    }
  }
}
