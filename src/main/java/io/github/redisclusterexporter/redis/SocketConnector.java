package io.github.redisclusterexporter.redis;

import io.github.redisclusterexporter.net.Deadline;
import io.github.redisclusterexporter.net.HostNameResolver;
import io.github.redisclusterexporter.net.HostPort;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.NoRouteToHostException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Connects sockets by a deadline: host name, TCP, and TLS where it is configured. */
final class SocketConnector {
  private static final Logger logger = LoggerFactory.getLogger(SocketConnector.class);

  private final TlsConfig tls;
  private final ReloadingTlsContext tlsContext;
  private final HostNameResolver resolver;
  private final Watchdog watchdog;

  SocketConnector(TlsConfig tls, HostNameResolver resolver, Watchdog watchdog) {
    this.tls = tls;
    this.resolver = resolver;
    this.tlsContext = new ReloadingTlsContext(tls);
    this.watchdog = watchdog;
  }

  /**
   * Connects a socket to one of the addresses of a host.
   *
   * @param ips of the host; the one that is connected is removed
   * @throws RedisException when it is not connected by the deadline
   */
  Socket connect(HostPort address, List<InetAddress> ips, Deadline deadline) throws RedisException {
    Socket socket = connectTcp(address, ips, deadline);
    ips.remove(socket.getInetAddress());
    if (!tls.enabled()) {
      return socket;
    }
    try {
      return startTls(socket, address, deadline);
    } catch (RedisException e) {
      close(socket);
      throw e;
    }
  }

  private static Socket connectTcp(HostPort address, List<InetAddress> ips, Deadline deadline)
      throws RedisException {
    try {
      return ConnectRace.connect(ips, address.port(), deadline);
    } catch (IOException e) {
      throw connectFailure(address, e, deadline);
    }
  }

  /** The addresses of a host, at least one. */
  List<InetAddress> resolve(String host, Deadline deadline) throws RedisException {
    try {
      return new ArrayList<>(Arrays.asList(resolver.resolve(host, deadline)));
    } catch (UnknownHostException e) {
      throw new RedisException(
          Fault.CONNECT_UNKNOWN_HOST, "the host name " + host + " is unknown", e);
    } catch (TimeoutException e) {
      throw new RedisException(
          Fault.CONNECT_TIMEOUT, "the host name " + host + " could not be looked up in time", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RedisException(Fault.CONNECT_OTHER, "interrupted while looking up " + host, e);
    }
  }

  private static RedisException connectFailure(
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

  private Socket startTls(Socket plain, HostPort address, Deadline deadline) throws RedisException {
    // The socket timeout applies to each read of the handshake, not to the handshake as a whole.
    try (Watchdog.Timer timer = watchdog.schedule(() -> close(plain), deadline)) {
      String serverName = tls.serverName().orElse(address.host());
      SSLSocketFactory factory = tlsContext.current().getSocketFactory();
      SSLSocket socket = (SSLSocket) factory.createSocket(plain, serverName, address.port(), true);
      if (!tls.insecure()) {
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
      }
      socket.setSoTimeout(deadline.socketTimeout());
      socket.startHandshake();
      return socket;
    } catch (IOException e) {
      boolean late = deadline.passed() || e instanceof SocketTimeoutException;
      throw new RedisException(
          late ? Fault.CONNECT_TIMEOUT : Fault.CONNECT_TLS,
          "no TLS with " + address + ": " + (e instanceof SSLException ? rootMessage(e) : e),
          e);
    }
  }

  private static String rootMessage(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return String.valueOf(root.getMessage());
  }

  static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      logger.debug("Closing a socket failed", e);
    }
  }
}
