package io.github.redisclusterexporter.redis;

import io.github.redisclusterexporter.net.Deadline;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.util.RedisInputStream;
import redis.clients.jedis.util.RedisOutputStream;
import redis.clients.jedis.util.SafeEncoder;

/**
 * Commands and replies on a connected socket. After any failure other than an error reply, the
 * connection is closed: what arrives later could belong to another command.
 */
final class RedisConnection implements AutoCloseable {
  private static final Logger logger = LoggerFactory.getLogger(RedisConnection.class);
  private static final int MAX_ERROR_LINE = 1024;
  private static final int ERROR_LINE_TIMEOUT_MILLIS = 50;

  private final Socket socket;
  private final ReplyValidator validator;
  private final RedisInputStream in;
  private final RedisOutputStream out;
  private final Watchdog watchdog;
  private final AllowedCommands allowed;
  private String unreadInput = "";

  RedisConnection(Socket socket, Watchdog watchdog, AllowedCommands allowed) throws IOException {
    this.socket = socket;
    this.validator = new ReplyValidator(socket.getInputStream());
    this.in = new RedisInputStream(validator);
    this.out = new RedisOutputStream(socket.getOutputStream());
    this.watchdog = watchdog;
    this.allowed = allowed;
  }

  /**
   * Sends all commands in one write and reads their replies in order.
   *
   * @return one reply for each command; replies that did not arrive are {@link Reply.Lost}, and
   *     then the connection is closed
   * @throws IllegalArgumentException when a command is not allowed; then nothing is sent
   */
  List<Reply> execute(List<Command> commands, Deadline deadline) {
    allowed.check(commands);
    List<Reply> replies = new ArrayList<>(commands.size());
    validator.startReplies();
    // The socket timeout restarts with each byte. Against a peer that sends byte by byte the
    // watchdog closes the socket while the thread reads.
    try (Watchdog.Timer timer = watchdog.schedule(this::close, deadline)) {
      for (Command command : commands) {
        Protocol.sendCommand(out, arguments(command));
      }
      out.flush();
      while (replies.size() < commands.size()) {
        socket.setSoTimeout(deadline.socketTimeout());
        replies.add(read());
      }
    } catch (IOException | RuntimeException | OutOfMemoryError | StackOverflowError e) {
      // Deeply nested replies and several large ones cause the two errors.
      Fault fault = deadline.passed() ? Fault.READ_TIMEOUT : classify(e);
      logger.debug("Connection lost after {} of {} replies", replies.size(), commands.size(), e);
      if (fault == Fault.READ_CLOSED && replies.isEmpty()) {
        unreadInput = readErrorLine();
      }
      close();
      while (replies.size() < commands.size()) {
        replies.add(new Reply.Lost(fault));
      }
    }
    return replies;
  }

  private static CommandArguments arguments(Command command) {
    List<String> words = command.words();
    CommandArguments arguments = new CommandArguments(() -> SafeEncoder.encode(words.get(0)));
    words.subList(1, words.size()).forEach(arguments::add);
    return arguments;
  }

  private Reply read() {
    try {
      // RESP2 has no push messages, so that nothing consumes them.
      return toReply(Protocol.read(in, null));
    } catch (JedisDataException e) {
      return toReply(e);
    }
  }

  private static Reply toReply(@Nullable Object object) {
    if (object == null) {
      return new Reply.Nil();
    }
    if (object instanceof byte[] bytes) {
      return new Reply.Text(new String(bytes, StandardCharsets.UTF_8));
    }
    if (object instanceof Long number) {
      return new Reply.Int(number);
    }
    if (object instanceof List<?> list) {
      Reply[] elements = new Reply[list.size()];
      for (int i = 0; i < elements.length; i++) {
        elements[i] = toReply(list.get(i));
      }
      return new Reply.Array(List.of(elements));
    }
    if (object instanceof JedisDataException error) {
      String message = String.valueOf(error.getMessage());
      return new Reply.Refused(Fault.ofErrorReply(message), message);
    }
    throw new IllegalStateException("RESP2 has no " + object.getClass());
  }

  private static Fault classify(Throwable failure) {
    if (failure instanceof OutOfMemoryError || failure instanceof StackOverflowError) {
      return Fault.READ_TOO_LARGE;
    }
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof ReplyValidator.InvalidReplyException invalid) {
        return invalid.fault();
      }
      if (t instanceof SocketTimeoutException) {
        return Fault.READ_TIMEOUT;
      }
      if (t instanceof SSLException) {
        // With TLS 1.3 a server may refuse the client certificate after the handshake.
        return Fault.CONNECT_TLS;
      }
      if (t instanceof IOException) {
        return Fault.READ_CLOSED;
      }
    }
    // Other exceptions come from the parser of jedis when the bytes are not a valid reply.
    return failure instanceof JedisConnectionException ? Fault.READ_CLOSED : Fault.READ_NOT_REDIS;
  }

  private String readErrorLine() {
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

  /**
   * What the server wrote before it closed the connection without a reply to the first command; not
   * validated, and empty when there is nothing.
   */
  String unreadInput() {
    return unreadInput;
  }

  boolean isOpen() {
    return !socket.isClosed();
  }

  @Override
  public void close() {
    SocketConnector.close(socket);
  }
}
