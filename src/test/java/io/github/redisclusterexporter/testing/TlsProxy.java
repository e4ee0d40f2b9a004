package io.github.redisclusterexporter.testing;

import io.github.redisclusterexporter.net.HostPort;
import java.io.IOException;
import java.net.Socket;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/** A {@link TcpProxy} with TLS for clients and plain connections to its target. */
public final class TlsProxy extends TcpProxy {
  private TlsProxy(HostPort target, Listener.Sockets sockets) {
    super(target, sockets);
  }

  /** Presents the certificate of this context. */
  public static TlsProxy to(HostPort target, SSLContext context) {
    return new TlsProxy(target, () -> context.getServerSocketFactory().createServerSocket());
  }

  /** As {@link #to}, and requires a client certificate that the context trusts. */
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

  /** Before the connection to the target, which then sees no connection of an untrusted client. */
  @Override
  void handshake(Socket client) throws IOException {
    ((SSLSocket) client).startHandshake();
  }
}
