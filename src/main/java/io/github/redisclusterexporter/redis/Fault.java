package io.github.redisclusterexporter.redis;

import java.util.regex.Pattern;

/**
 * The kinds of errors of a probe, as the labels of {@code
 * redis_cluster_exporter_probe_errors_total{stage,code}}. The list is complete, so that every
 * counter is exported with the value 0 before its first error.
 */
public enum Fault {
  CONNECT_NO_ADDRESS("connect", "no_address"),
  CONNECT_NO_TIME("connect", "no_time"),
  CONNECT_REFUSED("connect", "refused"),
  CONNECT_TIMEOUT("connect", "timeout"),
  CONNECT_TLS_TIMEOUT("connect", "tls_timeout"),
  CONNECT_UNKNOWN_HOST("connect", "unknown_host"),
  CONNECT_UNREACHABLE("connect", "unreachable"),
  CONNECT_TLS("connect", "tls"),
  CONNECT_CLOSED("connect", "closed"),
  CONNECT_NOT_REDIS("connect", "not_redis"),
  CONNECT_MAX_CLIENTS("connect", "max_clients"),
  CONNECT_PROTECTED_MODE("connect", "protected_mode"),
  CONNECT_OTHER("connect", "other"),
  AUTH_WRONG_PASSWORD("auth", "wrong_password"),
  AUTH_PASSWORD_NEEDED("auth", "password_needed"),
  AUTH_PASSWORD_FILE("auth", "password_file"),
  AUTH_OTHER("auth", "other"),
  READ_OTHER_NODE("read", "other_node"),
  READ_OTHER_CLUSTER("read", "other_cluster"),
  READ_SENTINEL("read", "sentinel"),
  READ_NO_INFO("read", "no_info"),
  READ_TIMEOUT("read", "timeout"),
  READ_CLOSED("read", "closed"),
  READ_NOT_REDIS("read", "not_redis"),
  READ_TOO_LARGE("read", "too_large"),
  READ_LOADING("read", "loading"),
  READ_BUSY("read", "busy"),
  READ_NO_PERMISSION("read", "no_permission"),
  READ_PRIMARY_DOWN("read", "primary_down"),
  READ_UNKNOWN_COMMAND("read", "unknown_command"),
  READ_WRONG_TYPE("read", "wrong_type"),
  READ_NO_GROUP("read", "no_group"),
  READ_REDIRECTED("read", "redirected"),
  READ_CLUSTER_DOWN("read", "cluster_down"),
  READ_ERROR_REPLY("read", "error_reply"),
  READ_OTHER("read", "other"),
  PARSE_MALFORMED("parse", "malformed");

  /**
   * In the words of Redis and what is based on it, of Envoy, and of Upstash. The last one is about
   * a statistic that the server does not collect: it does not know this form of the command.
   */
  private static final Pattern UNKNOWN_COMMAND =
      Pattern.compile(
          "(ERR )?(unknown (sub)?command|unsupported command|command is not available"
              + "|unrecognized sort metric for orderby)",
          Pattern.CASE_INSENSITIVE);

  private final String stage;
  private final String code;

  Fault(String stage, String code) {
    this.stage = stage;
    this.code = code;
  }

  /** {@code connect}, {@code auth}, {@code read} or {@code parse}. */
  public String stage() {
    return stage;
  }

  /** The kind of error at that stage. */
  public String code() {
    return code;
  }

  /** Whether a time limit was exceeded, which does not show the cause. */
  public boolean isTimeout() {
    return switch (this) {
      case CONNECT_NO_TIME, CONNECT_TIMEOUT, CONNECT_TLS_TIMEOUT, READ_TIMEOUT -> true;
      default -> false;
    };
  }

  /** Classifies an error reply to a command that is not part of the connection setup. */
  static Fault ofErrorReply(String message) {
    if (UNKNOWN_COMMAND.matcher(message).lookingAt()) {
      return READ_UNKNOWN_COMMAND;
    }
    return switch (message.split(" ", 2)[0]) {
      case "NOPERM" -> READ_NO_PERMISSION;
      case "NOAUTH" -> AUTH_PASSWORD_NEEDED;
      case "LOADING" -> READ_LOADING;
      case "BUSY" -> READ_BUSY;
      case "MASTERDOWN" -> READ_PRIMARY_DOWN;
      case "WRONGTYPE" -> READ_WRONG_TYPE;
      case "NOGROUP" -> READ_NO_GROUP;
      case "MOVED", "ASK", "TRYAGAIN" -> READ_REDIRECTED;
      case "CLUSTERDOWN" -> READ_CLUSTER_DOWN;
      default -> READ_ERROR_REPLY;
    };
  }
}
