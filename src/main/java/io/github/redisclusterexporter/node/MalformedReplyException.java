package io.github.redisclusterexporter.node;

import org.jspecify.annotations.Nullable;

/** A reply does not have the documented form. The message names the field. */
public final class MalformedReplyException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public MalformedReplyException(String message) {
    super(message);
  }

  public MalformedReplyException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
