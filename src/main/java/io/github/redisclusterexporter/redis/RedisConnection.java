package io.github.redisclusterexporter.redis;

import io.github.redisclusterexporter.net.Deadline;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Connection;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.util.SafeEncoder;

/**
 * An open, authenticated connection. After any failure other than an error reply it is closed and
 * cannot be used again: the jedis connection would silently reconnect without authentication.
 */
final class RedisConnection implements AutoCloseable {
  private static final Logger logger = LoggerFactory.getLogger(RedisConnection.class);

  private final Connection jedis;
  private final ValidatingSocket socket;
  private final Watchdog watchdog;
  private final AllowedCommands allowed;
  private volatile boolean open = true;
  private String unreadInput = "";

  RedisConnection(
      Connection jedis, ValidatingSocket socket, Watchdog watchdog, AllowedCommands allowed) {
    this.jedis = jedis;
    this.socket = socket;
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
    socket.startReplies();
    // The socket timeout restarts with each byte. Against a peer that sends byte by byte the
    // watchdog closes the socket while the thread reads.
    try (Watchdog.Timer timer = watchdog.schedule(this::forceClose, deadline)) {
      for (Command command : commands) {
        jedis.sendCommand(arguments(command));
      }
      for (int i = 0; i < commands.size(); i++) {
        jedis.setSoTimeout(deadline.socketTimeout());
        replies.add(read(i == 0));
      }
    } catch (RuntimeException | OutOfMemoryError | StackOverflowError e) {
      // Deeply nested replies and several large ones cause these two errors.
      Fault fault = deadline.passed() ? Fault.READ_TIMEOUT : classify(e);
      logger.debug("Connection lost after {} of {} replies", replies.size(), commands.size(), e);
      if (fault == Fault.READ_CLOSED && replies.isEmpty()) {
        unreadInput = socket.unreadInput();
      }
      close();
      while (replies.size() < commands.size()) {
        replies.add(new Reply.Lost(fault));
      }
    }
    return replies;
  }

  private Reply read(boolean first) {
    try {
      return toReply(first ? jedis.getOne() : jedis.getUnflushedObject());
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
      List<Reply> elements = new ArrayList<>(list.size());
      for (Object element : list) {
        elements.add(toReply(element));
      }
      return new Reply.Array(elements);
    }
    if (object instanceof JedisDataException error) {
      String message = String.valueOf(error.getMessage());
      return new Reply.Refused(Fault.ofErrorReply(message), message);
    }
    throw new IllegalStateException("RESP2 has no " + object.getClass());
  }

  private static CommandArguments arguments(Command command) {
    List<String> words = command.words();
    byte[] name = SafeEncoder.encode(words.get(0));
    CommandArguments arguments = new CommandArguments(() -> name);
    words.subList(1, words.size()).forEach(arguments::add);
    return arguments;
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
    String message = String.valueOf(failure.getMessage());
    if (failure instanceof JedisConnectionException) {
      return message.startsWith("Unknown reply") ? Fault.READ_NOT_REDIS : Fault.READ_CLOSED;
    }
    // Other exceptions come from the parser of jedis when the bytes are not a valid reply.
    return Fault.READ_NOT_REDIS;
  }

  /** What the server wrote before it closed the connection without a reply to the first command. */
  String unreadInput() {
    return unreadInput;
  }

  boolean isOpen() {
    return open;
  }

  @Override
  public void close() {
    open = false;
    forceClose();
  }

  private void forceClose() {
    try {
      jedis.forceDisconnect();
    } catch (IOException | RuntimeException e) {
      logger.debug("Closing a connection failed", e);
    }
  }
}
