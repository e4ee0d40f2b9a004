package io.github.redisclusterexporter.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** How a {@link ScriptedServer} behaves on a connection. */
@FunctionalInterface
public interface Behaviour {

  /** The replies to commands, as RESP bytes. */
  @FunctionalInterface
  interface Replies {
    byte[] to(List<String> words);

    /**
     * Replies by the first words of a command, upper or lower case: {@code "CLUSTER NODES"}. The
     * longest prefix wins; a command without one gets the error for unknown commands.
     */
    static Replies of(Map<String, byte[]> byPrefix) {
      Map<String, byte[]> replies = Map.copyOf(byPrefix);
      return words -> {
        for (int length = words.size(); length > 0; length--) {
          String prefix = String.join(" ", words.subList(0, length));
          for (Map.Entry<String, byte[]> reply : replies.entrySet()) {
            if (reply.getKey().equalsIgnoreCase(prefix)) {
              return reply.getValue();
            }
          }
        }
        return error("ERR unknown command '" + words.get(0) + "', with args beginning with: ");
      };
    }

    /** The same error reply to every command, such as {@code "LOADING Redis is loading ..."}. */
    static Replies always(String error) {
      byte[] reply = error(error);
      return words -> reply;
    }

    private static byte[] error(String text) {
      return ("-" + text + "\r\n").getBytes(StandardCharsets.UTF_8);
    }
  }

  /** Called for each command, in order. */
  void answer(List<String> words, ScriptedConnection client)
      throws IOException, InterruptedException;

  /** Called when a connection is accepted, before anything is read. */
  default void accepted(ScriptedConnection client) throws IOException, InterruptedException {}

  /** Accepts connections, reads commands and never replies, like a frozen server. */
  static Behaviour silent() {
    return (words, client) -> {};
  }

  /** Closes each connection immediately. */
  static Behaviour closing() {
    return greeting("");
  }

  /**
   * Sends this text without a command and closes the connection, like a server with too many
   * clients or in protected mode.
   */
  static Behaviour greeting(String text) {
    return new Behaviour() {
      @Override
      public void accepted(ScriptedConnection client) throws IOException {
        client.send(text.getBytes(StandardCharsets.UTF_8));
        client.close();
      }

      @Override
      public void answer(List<String> words, ScriptedConnection client) {}
    };
  }

  static Behaviour tooManyClients() {
    return greeting("-ERR max number of clients reached\r\n");
  }

  static Behaviour protectedMode() {
    return greeting(
        "-DENIED Redis is running in protected mode because protected mode is enabled and no"
            + " password is set for the default user.\r\n");
  }

  static Behaviour answering(Replies replies) {
    return (words, client) -> client.send(replies.to(words));
  }

  static Behaviour answering(Map<String, byte[]> byPrefix) {
    return answering(Replies.of(byPrefix));
  }

  /** Replies to every command with this error; the text is without the leading dash. */
  static Behaviour error(String text) {
    return answering(Replies.always(text));
  }

  static Behaviour loading() {
    return error("LOADING Redis is loading the dataset in memory");
  }

  static Behaviour noPermission() {
    return error("NOPERM this user has no permissions to run this command");
  }

  /** Sends replies byte by byte. */
  static Behaviour trickling(Replies replies, Duration perByte) {
    return (words, client) -> {
      for (byte b : replies.to(words)) {
        client.send(new byte[] {b});
        client.pause(perByte);
      }
    };
  }

  /** Delays each reply. */
  static Behaviour slow(Replies replies, Duration delay) {
    return (words, client) -> {
      client.pause(delay);
      client.send(replies.to(words));
    };
  }

  /** Sends half of a reply and nothing after it. */
  static Behaviour halting(Replies replies) {
    return new Behaviour() {
      @Override
      public void answer(List<String> words, ScriptedConnection client) throws IOException {
        if (client.claimOnce()) {
          client.send(firstHalf(replies.to(words)));
        }
      }
    };
  }

  /** Sends half of a reply and resets the connection. */
  static Behaviour resetting(Replies replies) {
    return (words, client) -> {
      client.send(firstHalf(replies.to(words)));
      client.reset();
    };
  }

  /** Sends random bytes instead of replies; the same bytes for the same seed. */
  static Behaviour garbage(long seed) {
    return (words, client) -> {
      byte[] bytes = new byte[256];
      new Random(seed).nextBytes(bytes);
      client.send(bytes);
    };
  }

  /** Behaves like a web server. */
  static Behaviour http() {
    return (words, client) -> {
      client.send(
          ("HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain\r\nConnection: close\r\n\r\n"
                  + "400 Bad Request")
              .getBytes(StandardCharsets.UTF_8));
      client.close();
    };
  }

  private static byte[] firstHalf(byte[] reply) {
    return Arrays.copyOf(reply, reply.length / 2);
  }
}
