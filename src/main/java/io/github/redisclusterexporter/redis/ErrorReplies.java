package io.github.redisclusterexporter.redis;

import io.github.redisclusterexporter.net.HostPort;

/** The ways in which a server turns a new connection away, told apart by its first replies. */
final class ErrorReplies {
  private ErrorReplies() {}

  /**
   * The server or its kernel said no before any command was looked at.
   *
   * @param first the first reply on the connection, whatever was asked
   * @param lastWords what was still to be read when the connection broke
   */
  static void throwIfTurnedAway(HostPort address, Reply first, String lastWords)
      throws RedisException {
    // Such a server writes its line unasked and closes at once, so the first write may already fail
    // and the line then still waits in the socket.
    String line = "";
    if (first instanceof Reply.Refused refused) {
      line = refused.message();
    } else if (first instanceof Reply.Lost) {
      line = lastWords;
    }
    if (line.contains("max number of clients")) {
      throw new RedisException(
          Fault.CONNECT_MAX_CLIENTS,
          address + " admits no more clients; raise maxclients or find who holds them");
    }
    if (line.startsWith("DENIED") || line.startsWith("-DENIED")) {
      throw new RedisException(
          Fault.CONNECT_PROTECTED_MODE,
          address + " is in protected mode: set a password on it, or bind it to other addresses");
    }
    if (first instanceof Reply.Lost lost) {
      throw new RedisException(
          connecting(lost.fault()), address + " " + reason(lost.fault()) + " while connecting");
    }
  }

  static void throwIfNotAuthenticated(HostPort address, Reply reply) throws RedisException {
    if (!(reply instanceof Reply.Refused refused)) {
      return;
    }
    if (refused.message().startsWith("WRONGPASS")) {
      throw new RedisException(
          Fault.AUTH_WRONG_PASSWORD,
          address + " does not accept the user and password, or the user is switched off there");
    }
    if (refused.message().contains("without any password configured")) {
      // The default user needs no password here and the connection is already its own.
      return;
    }
    // Not in its own words: an error reply may repeat the arguments, the password among them.
    throw new RedisException(
        Fault.AUTH_OTHER,
        address
            + (refused.fault() == Fault.READ_UNKNOWN_COMMAND
                ? " does not know the command AUTH"
                : " refused AUTH for another reason than a wrong password"));
  }

  static void throwIfUnusable(HostPort address, Reply introduction) throws RedisException {
    if (introduction instanceof Reply.Refused refused) {
      if (refused.fault() == Fault.AUTH_PASSWORD_NEEDED) {
        throw new RedisException(
            Fault.AUTH_PASSWORD_NEEDED, address + " needs a password and none is configured");
      }
    } else if (introduction instanceof Reply.Lost lost) {
      throw new RedisException(
          lost.fault(), address + " " + reason(lost.fault()) + " after connecting");
    } else if (!(introduction instanceof Reply.Text)) {
      throw new RedisException(
          Fault.CONNECT_NOT_REDIS, address + " answers INFO with something else than text");
    }
  }

  private static Fault connecting(Fault fault) {
    return switch (fault) {
      case READ_TIMEOUT -> Fault.CONNECT_TIMEOUT;
      case READ_CLOSED -> Fault.CONNECT_CLOSED;
      case READ_NOT_REDIS, READ_TOO_LARGE -> Fault.CONNECT_NOT_REDIS;
      case CONNECT_TLS -> Fault.CONNECT_TLS;
      default -> Fault.CONNECT_OTHER;
    };
  }

  private static String reason(Fault fault) {
    return switch (fault) {
      case READ_TIMEOUT -> "did not answer in time";
      case READ_CLOSED -> "closed the connection";
      case READ_NOT_REDIS, READ_TOO_LARGE -> "does not speak the Redis protocol";
      case CONNECT_TLS -> "broke off TLS, perhaps for want of a client certificate it trusts,";
      default -> "failed";
    };
  }
}
