package io.github.redisclusterexporter.testing;

/** Servers that need a long time to load their dataset. */
public final class SlowLoading {
  private SlowLoading() {}

  /**
   * A running server that loads for about fifteen seconds after its next start and reports that.
   */
  public static RedisServer start() {
    RedisServer server =
        RedisServer.builder(RedisBinary.v70())
            .directive("save 3600 1")
            .directive("rdbcompression no")
            .directive("key-load-delay 5000")
            .directive("loading-process-events-interval-bytes 1024")
            .start();
    server.command("DEBUG", "POPULATE", "3000", "key", "100");
    server.command("SAVE");
    return server;
  }
}
