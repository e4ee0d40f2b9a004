package io.github.redisclusterexporter.node;

/** A reply does not have the documented form. The message names the field. */
public final class MalformedReplyException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public MalformedReplyException(String message) {
    super(message);
  }

  public MalformedReplyException(String message, Throwable cause) {
    super(message, cause);
  }
}
