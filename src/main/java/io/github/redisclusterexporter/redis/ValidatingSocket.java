package io.github.redisclusterexporter.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connected socket whose input passes a {@link ReplyValidator}. Delegates the methods that jedis
 * calls.
 */
// The methods of the delegate have locks of their own, and the watchdog closes the socket while
// another thread reads from it.
@SuppressWarnings("UnsynchronizedOverridesSynchronized")
final class ValidatingSocket extends Socket {
  private static final Logger logger = LoggerFactory.getLogger(ValidatingSocket.class);
  private static final int MAX_ERROR_LINE = 1024;
  private static final int ERROR_LINE_TIMEOUT_MILLIS = 50;

  private final Socket socket;
  private final ReplyValidator in;

  ValidatingSocket(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new ReplyValidator(socket.getInputStream());
  }

  /** Resets the size limits, before commands are sent. */
  void startReplies() {
    in.startReplies();
  }

  /**
   * What the server wrote before it closed the connection, without validation.
   *
   * @return empty when there is nothing or it cannot be read
   */
  String unreadInput() {
    try {
      socket.setSoTimeout(ERROR_LINE_TIMEOUT_MILLIS);
      byte[] line = new byte[MAX_ERROR_LINE];
      int length = Math.max(0, socket.getInputStream().read(line));
      return new String(line, 0, length, StandardCharsets.US_ASCII);
    } catch (IOException e) {
      logger.debug("No unread input on a closed connection", e);
      return "";
    }
  }

  @Override
  public InputStream getInputStream() {
    return in;
  }

  @Override
  public OutputStream getOutputStream() throws IOException {
    return socket.getOutputStream();
  }

  @Override
  public void setSoTimeout(int millis) throws SocketException {
    socket.setSoTimeout(millis);
  }

  @Override
  public int getSoTimeout() throws SocketException {
    return socket.getSoTimeout();
  }

  @Override
  public SocketAddress getLocalSocketAddress() {
    return socket.getLocalSocketAddress();
  }

  @Override
  public SocketAddress getRemoteSocketAddress() {
    return socket.getRemoteSocketAddress();
  }

  @Override
  public boolean isBound() {
    return socket.isBound();
  }

  @Override
  public boolean isConnected() {
    return socket.isConnected();
  }

  @Override
  public boolean isClosed() {
    return socket.isClosed();
  }

  @Override
  public boolean isInputShutdown() {
    return socket.isInputShutdown();
  }

  @Override
  public boolean isOutputShutdown() {
    return socket.isOutputShutdown();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  @Override
  public String toString() {
    return socket.toString();
  }
}
