package io.github.redisclusterexporter.redis;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.exceptions.JedisDataException;

/** From the objects that jedis makes of RESP2 to {@link Reply}. */
final class Replies {
  private Replies() {}

  static Reply of(@Nullable Object object) {
    if (object == null) {
      return new Reply.Nil();
    }
    if (object instanceof byte[] bytes) {
      return new Reply.Text(new String(bytes, StandardCharsets.UTF_8));
    }
    if (object instanceof Long number) {
      return new Reply.Whole(number);
    }
    if (object instanceof List<?> list) {
      List<Reply> elements = new ArrayList<>(list.size());
      for (Object element : list) {
        elements.add(of(element));
      }
      return new Reply.Many(elements);
    }
    if (object instanceof JedisDataException error) {
      return refused(error);
    }
    throw new IllegalStateException("RESP2 has no " + object.getClass());
  }

  static Reply refused(JedisDataException error) {
    String message = String.valueOf(error.getMessage());
    return new Reply.Refused(Fault.ofErrorReply(message), message);
  }
}
