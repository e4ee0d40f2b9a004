package io.github.redisclusterexporter.testing;

/** A server that takes long to load its dataset, which it has stored. */
public final class SlowLoading {
  private SlowLoading() {}

  /** Ready; after its next start it loads for about fifteen seconds, and says so meanwhile. */
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
