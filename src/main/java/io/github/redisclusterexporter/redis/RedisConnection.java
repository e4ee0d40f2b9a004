package io.github.redisclusterexporter.redis;

import io.github.redisclusterexporter.net.Deadline;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Connection;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.util.SafeEncoder;

/**
 * One open, authenticated connection. After anything but an error reply it is closed for good: the
 * jedis object under it would silently reopen without authenticating.
 */
final class RedisConnection implements AutoCloseable {
  private static final Logger logger = LoggerFactory.getLogger(RedisConnection.class);

  private final Connection jedis;
  private final Sockets.Opened socket;
  private final GuardedSocket guarded;
  private final Watchdog watchdog;
  private final AllowedCommands allowed;
  private volatile boolean open = true;
  private String lastWords = "";

  RedisConnection(
      Connection jedis,
      Sockets.Opened socket,
      GuardedSocket guarded,
      Watchdog watchdog,
      AllowedCommands allowed) {
    this.jedis = jedis;
    this.socket = socket;
    this.guarded = guarded;
    this.watchdog = watchdog;
    this.allowed = allowed;
  }

  /**
   * Sends all commands in one write and reads their replies in order.
   *
   * @return one reply a command; those that did not arrive are {@link Reply.Lost}, and the
   *     connection is then closed
   * @throws IllegalArgumentException before anything is sent, when a command is not allowed
   */
  List<Reply> ask(List<Command> commands, Deadline deadline) {
    allowed.check(commands);
    List<Reply> replies = new ArrayList<>(commands.size());
    guarded.expectReplies();
    // The timeout of a socket starts anew with every byte, so a peer that trickles needs the
    // watchdog, which closes the socket under the reader.
    try (Watchdog.Guard guard = watchdog.guard(this::forceClose, deadline)) {
      for (Command command : commands) {
        jedis.sendCommand(arguments(command));
      }
      for (int i = 0; i < commands.size(); i++) {
        jedis.setSoTimeout(deadline.socketTimeout());
        replies.add(read(i == 0));
      }
    } catch (RuntimeException | OutOfMemoryError | StackOverflowError e) {
      // The two errors are what a reply of an absurd depth, or many large ones, end in.
      Fault fault = deadline.passed() ? Fault.READ_TIMEOUT : classify(e);
      logger.debug("Connection broke after {} of {} replies", replies.size(), commands.size(), e);
      if (fault == Fault.READ_CLOSED && replies.isEmpty()) {
        lastWords = socket.leftover();
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
      return Replies.of(first ? jedis.getOne() : jedis.getUnflushedObject());
    } catch (JedisDataException e) {
      return Replies.refused(e);
    }
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
      if (t instanceof ReplyGuard.BrokenReplyException broken) {
        return broken.fault();
      }
      if (t instanceof SocketTimeoutException) {
        return Fault.READ_TIMEOUT;
      }
      if (t instanceof SSLException) {
        // A server may refuse our certificate only after its side of the handshake.
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
    // Anything else is the parser tripping over bytes that are no reply, a length that is no number
    // for instance.
    return Fault.READ_NOT_REDIS;
  }

  /** What the server still said when it would not take the first command. */
  String lastWords() {
    return lastWords;
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
      logger.debug("Closing a broken connection failed, its socket is gone all the same", e);
    }
  }
}
