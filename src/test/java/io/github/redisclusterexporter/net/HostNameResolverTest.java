package io.github.redisclusterexporter.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.redisclusterexporter.testing.Eventually;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class HostNameResolverTest {
  private static final Duration BOUND = Duration.ofSeconds(10);

  private final CountDownLatch answer = new CountDownLatch(1);
  private final List<String> lookedUp = new CopyOnWriteArrayList<>();
  private final SharedThreads threads = new SharedThreads("lookup", 20, 12, Duration.ofSeconds(5));
  private final HostNameResolver resolver =
      new HostNameResolver(this::resolveSlowly, threads.share());

  @AfterEach
  void close() {
    answer.countDown();
    resolver.close();
    threads.close();
  }

  /** Cannot be interrupted, like the resolver of the operating system. */
  private InetAddress[] resolveSlowly(String host) throws UnknownHostException {
    lookedUp.add(host);
    boolean interrupted = false;
    while (answer.getCount() > 0 && host.startsWith("slow")) {
      try {
        answer.await(1, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (host.startsWith("unknown")) {
      throw new UnknownHostException(host);
    }
    return new InetAddress[] {InetAddress.getByAddress(new byte[] {127, 0, 0, 1})};
  }

  private static Deadline in(long millis) {
    return Deadline.after(Duration.ofMillis(millis));
  }

  private @Nullable Throwable failure(String host, long millis) {
    return catchThrowable(() -> resolver.resolve(host, in(millis)));
  }

  @Test
  void aKnownNameIsLookedUpEachTime() throws Exception {
    assertThat(resolver.resolve("host", in(5000))).hasSize(1);
    assertThat(resolver.resolve("host", in(5000))).hasSize(1);
    assertThat(lookedUp).containsExactly("host", "host");
  }

  @Test
  void anUnknownNameIsLookedUpAgain() {
    assertThat(failure("unknown", 5000)).isInstanceOf(UnknownHostException.class);
    assertThat(failure("unknown", 5000)).isInstanceOf(UnknownHostException.class);
    assertThat(lookedUp).hasSize(2);
  }

  @Test
  void aLookUpThatHangsEndsAtTheDeadlineAndUsesOneThread() throws Exception {
    for (int i = 0; i < 50; i++) {
      assertThat(failure("slow", 5)).isInstanceOf(TimeoutException.class);
    }
    assertThat(lookedUp).containsExactly("slow");

    CompletableFuture<Integer> waiting =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return resolver.resolve("slow", in(10_000)).length;
              } catch (UnknownHostException | TimeoutException | InterruptedException e) {
                throw new AssertionError(e);
              }
            });
    answer.countDown();
    assertThat(waiting.get(10, TimeUnit.SECONDS)).isEqualTo(1);
    assertThat(resolver.resolve("slow", in(5000))).hasSize(1);
  }

  @Test
  void theNumberOfThreadsIsLimitedWhenManyLookUpsHang() throws Exception {
    for (int i = 0; i < 100; i++) {
      assertThat(failure("slow" + i, 1)).isInstanceOf(TimeoutException.class);
    }
    Eventually.await(
        BOUND, "the maximum number of look-ups is running", () -> lookedUp.size() == 32);
    answer.countDown();
    Eventually.await(
        BOUND, "a thread is free again", () -> resolver.resolve("host", in(5000)).length == 1);
  }

  @Test
  void anIpAddressIsResolvedWhileAllThreadsAreBusy() throws Exception {
    for (int i = 0; i < 40; i++) {
      assertThat(failure("slow" + i, 1)).isInstanceOf(TimeoutException.class);
    }
    assertThat(resolver.resolve("127.0.0.1", in(0))).hasSize(1);
    assertThat(resolver.resolve("::1", in(0))).hasSize(1);
  }
}
