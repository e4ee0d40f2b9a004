package io.github.redisclusterexporter.redis;

import org.jspecify.annotations.Nullable;

/** A connection could not be opened or was lost. The message contains no secret. */
public final class RedisException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Fault fault;

  public RedisException(Fault fault, String message) {
    this(fault, message, null);
  }

  RedisException(Fault fault, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.fault = fault;
  }

  public Fault fault() {
    return fault;
  }
}
