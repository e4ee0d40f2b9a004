package io.github.redisclusterexporter.key.read;

import io.github.redisclusterexporter.redis.Reply;
import io.github.redisclusterexporter.redis.WireReplies;
import java.util.Optional;

/** Bytes as the answer to SCAN. */
public final class ScanFuzz {
  private ScanFuzz() {}

  /** Called by the fuzzer. */
  public static void fuzzerTestOneInput(byte[] bytes) {
    Reply reply = WireReplies.read(bytes, 1).get(0);
    Optional<KeyScanner.Batch> batch = KeyScanner.Batch.of(reply);
    if (batch.isPresent() && !(reply instanceof Reply.Array)) {
      throw new AssertionError(reply + " taken for " + batch);
    }
    if (batch.isPresent() && batch.get().keys().size() > bytes.length) {
      throw new AssertionError("more keys than bytes");
    }
  }
}
