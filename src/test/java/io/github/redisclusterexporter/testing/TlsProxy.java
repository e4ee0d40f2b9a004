package io.github.redisclusterexporter.testing;

import io.github.redisclusterexporter.net.HostPort;
import java.io.IOException;
import java.net.Socket;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/**
 * A {@link TcpProxy} that speaks TLS to clients and plain to its target: TLS in front of any
 * server, with any certificate.
 */
public final class TlsProxy extends TcpProxy {
  private TlsProxy(HostPort target, Listener.Sockets sockets) {
    super(target, sockets);
  }

  /** Shows the certificate of this context. */
  public static TlsProxy to(HostPort target, SSLContext context) {
    return new TlsProxy(target, () -> context.getServerSocketFactory().createServerSocket());
  }

  /** As {@link #to}, and demands a certificate that the context trusts. */
  public static TlsProxy withClientCertificates(HostPort target, SSLContext context) {
    return new TlsProxy(
        target,
        () -> {
          SSLServerSocket socket =
              (SSLServerSocket) context.getServerSocketFactory().createServerSocket();
          socket.setNeedClientAuth(true);
          return socket;
        });
  }

  /** Before the target is connected, so that a client without trust costs the target nothing. */
  @Override
  void handshake(Socket client) throws IOException {
    ((SSLSocket) client).startHandshake();
  }
}
