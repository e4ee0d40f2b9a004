package io.github.redisclusterexporter.testing;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Starts the next default cluster while a test uses the current one, because a new primary serves
 * only two seconds after its start. An unused cluster ends with the JVM, like all servers.
 */
final class ReadyClusters {
  private static final ExecutorService STARTER =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "next-cluster");
            thread.setDaemon(true);
            return thread;
          });

  private static final AtomicReference<CompletableFuture<RedisCluster>> NEXT =
      new AtomicReference<>(CompletableFuture.failedFuture(new IllegalStateException("none yet")));

  private ReadyClusters() {}

  static RedisCluster take() {
    CompletableFuture<RedisCluster> ready =
        NEXT.getAndSet(
            CompletableFuture.supplyAsync(() -> RedisCluster.builder().startNow(), STARTER));
    try {
      return ready.join();
    } catch (CompletionException e) {
      // The first one, or one whose start failed: the caller gets the reason by its own attempt.
      return RedisCluster.builder().startNow();
    }
  }
}
