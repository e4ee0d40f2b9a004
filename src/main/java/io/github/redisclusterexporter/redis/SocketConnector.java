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
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeoutException;
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
   * @param limit for TCP, and again for the TLS handshake
   * @throws RedisException when it is not connected in time
   */
  Socket connect(HostPort address, List<InetAddress> ips, Duration limit, Deadline deadline)
      throws RedisException {
    Socket socket = connectTcp(address, ips, deadline.within(limit));
    ips.remove(socket.getInetAddress());
    if (!tls.enabled()) {
      return socket;
    }
    try {
      // The server does not have to answer for the time in which this process reads certificates.
      SSLSocketFactory factory = tlsContext.current().getSocketFactory();
      return startTls(factory, socket, address, deadline.within(limit));
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
    // What the network reported says more than that the time is over now.
    if (failure instanceof NoRouteToHostException) {
      return new RedisException(
          Fault.CONNECT_UNREACHABLE, "there is no route to " + address, failure);
    }
    boolean timedOut =
        failure instanceof SocketTimeoutException
            || RedisException.reason(failure).contains("timed out");
    if (failure instanceof ConnectException && !timedOut) {
      return new RedisException(Fault.CONNECT_REFUSED, "nothing listens on " + address, failure);
    }
    if (timedOut || deadline.passed()) {
      return new RedisException(
          Fault.CONNECT_TIMEOUT, "no connection to " + address + " in time", failure);
    }
    return new RedisException(
        Fault.CONNECT_OTHER,
        "cannot connect to " + address + ": " + RedisException.reason(failure),
        failure);
  }

  private Socket startTls(
      SSLSocketFactory factory, Socket plain, HostPort address, Deadline deadline)
      throws RedisException {
    // The socket timeout applies to each read of the handshake, not to the handshake as a whole.
    try (Watchdog.Timer timer = watchdog.schedule(() -> close(plain), deadline)) {
      String serverName = tls.serverName().orElse(address.host());
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
      Throwable root = root(e);
      boolean timedOut = deadline.passed() || root instanceof SocketTimeoutException;
      // A certificate that was refused is the reason, even if the time ended meanwhile.
      if (timedOut && !(root instanceof GeneralSecurityException)) {
        throw new RedisException(
            Fault.CONNECT_TLS_TIMEOUT,
            "TCP to " + address + " is connected, but TLS was not finished in time",
            e);
      }
      throw new RedisException(
          Fault.CONNECT_TLS, "no TLS with " + address + ": " + RedisException.reason(root), e);
    }
  }

  private static Throwable root(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }

  static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      logger.debug("Closing a socket failed", e);
    }
  }
}
