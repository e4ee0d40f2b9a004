package io.github.redisclusterexporter.redis;

import io.github.redisclusterexporter.net.HostPort;

/** Recognizes from the first replies on a connection why a server does not accept it. */
final class ConnectionSetupErrors {
  private ConnectionSetupErrors() {}

  /**
   * Recognizes a server that rejects the connection before it reads a command.
   *
   * @param first the first reply on the connection, to any command
   * @param unreadInput input that was not read yet when the connection was closed
   */
  static void throwIfRejected(HostPort address, Reply first, String unreadInput)
      throws RedisException {
    // Such a server writes an error line and closes the connection immediately. If the first write
    // fails for that reason, the line is still unread.
    String line = "";
    if (first instanceof Reply.Refused refused) {
      line = refused.message();
    } else if (first instanceof Reply.Lost) {
      line = unreadInput;
    }
    if (line.contains("max number of clients")) {
      throw new RedisException(
          Fault.CONNECT_MAX_CLIENTS,
          address
              + " accepts no more clients; raise maxclients or find the clients that hold the connections");
    }
    if (line.startsWith("DENIED") || line.startsWith("-DENIED")) {
      throw new RedisException(
          Fault.CONNECT_PROTECTED_MODE,
          address + " is in protected mode: set a password on it, or bind it to other addresses");
    }
    if (first instanceof Reply.Lost lost) {
      throw new RedisException(
          asConnectFault(lost.fault()), address + " " + reason(lost.fault()) + " while connecting");
    }
  }

  static void throwIfNotAuthenticated(HostPort address, Reply reply) throws RedisException {
    if (!(reply instanceof Reply.Refused refused)) {
      return;
    }
    if (refused.message().startsWith("WRONGPASS")) {
      throw new RedisException(
          Fault.AUTH_WRONG_PASSWORD,
          address
              + " does not accept the user and password, or the user is disabled on the server");
    }
    if (refused.message().contains("without any password configured")) {
      // The default user needs no password on this server; the connection is authenticated as it.
      return;
    }
    // The message of the server is not used: it may repeat the arguments, including the password.
    throw new RedisException(
        Fault.AUTH_OTHER,
        address
            + (refused.fault() == Fault.READ_UNKNOWN_COMMAND
                ? " does not know the command AUTH"
                : " refused AUTH for a reason other than a wrong password"));
  }

  static void throwIfUnusable(HostPort address, Reply serverInfo) throws RedisException {
    if (serverInfo instanceof Reply.Refused refused) {
      if (refused.fault() == Fault.AUTH_PASSWORD_NEEDED) {
        throw new RedisException(
            Fault.AUTH_PASSWORD_NEEDED, address + " needs a password and none is configured");
      }
    } else if (serverInfo instanceof Reply.Lost lost) {
      throw new RedisException(
          lost.fault(), address + " " + reason(lost.fault()) + " after connecting");
    } else if (!(serverInfo instanceof Reply.Text)) {
      throw new RedisException(
          Fault.CONNECT_NOT_REDIS, address + " answers INFO with a reply that is not text");
    }
  }

  private static Fault asConnectFault(Fault fault) {
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
      case CONNECT_TLS ->
          "ended TLS, perhaps because it requires a client certificate that it trusts,";
      default -> "failed";
    };
  }
}
