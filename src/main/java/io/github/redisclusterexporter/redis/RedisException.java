package io.github.redisclusterexporter.redis;

import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
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

  /** The message of an exception, for people: without the name of a Java class. */
  static String reason(Throwable failure) {
    String message = failure.getMessage();
    if (failure instanceof NoSuchFileException) {
      return "the file " + message + " does not exist";
    }
    if (failure instanceof AccessDeniedException) {
      return "the file " + message + " may not be read";
    }
    return message == null ? "the reason is unknown" : message;
  }
}
