package io.github.redisclusterexporter.redis;

import static io.github.redisclusterexporter.redis.NodeClientFixture.in;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.redisclusterexporter.testing.Eventually;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class HostNameLookupsTest {
  private static final Duration BOUND = Duration.ofSeconds(10);

  private final CountDownLatch answer = new CountDownLatch(1);
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final HostNameLookups lookups = new HostNameLookups(this::slowly);

  @AfterEach
  void close() {
    answer.countDown();
    lookups.close();
  }

  /** Cannot be interrupted, as the system's own. */
  private InetAddress[] slowly(String host) throws UnknownHostException {
    asked.add(host);
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

  private Fault fault(String host, long millis) {
    RedisException failure =
        catchThrowableOfType(RedisException.class, () -> lookups.of(host, in(millis)));
    assertThat(failure).isNotNull().hasMessageContaining(host);
    return failure.fault();
  }

  @Test
  void findsWhatIsThere() throws RedisException {
    assertThat(lookups.of("host", in(5000))).hasSize(1);
    assertThat(lookups.of("host", in(5000))).hasSize(1);
    assertThat(asked).containsExactly("host", "host");
  }

  @Test
  void anUnknownNameIsAskedForAgain() {
    assertThat(fault("unknown", 5000)).isEqualTo(Fault.CONNECT_UNKNOWN_HOST);
    assertThat(fault("unknown", 5000)).isEqualTo(Fault.CONNECT_UNKNOWN_HOST);
    assertThat(asked).hasSize(2);
  }

  @Test
  void aLookUpThatHangsEndsAtTheDeadlineAndHoldsOneThread() throws Exception {
    for (int i = 0; i < 50; i++) {
      assertThat(fault("slow", 5)).isEqualTo(Fault.CONNECT_TIMEOUT);
    }
    assertThat(asked).containsExactly("slow");

    CompletableFuture<Integer> waiting =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return lookups.of("slow", in(10_000)).length;
              } catch (RedisException e) {
                throw new AssertionError(e);
              }
            });
    answer.countDown();
    assertThat(waiting.get(10, TimeUnit.SECONDS)).isEqualTo(1);
    assertThat(lookups.of("slow", in(5000))).hasSize(1);
  }

  @Test
  void manyNamesThatHangDoNotTakeAThreadEach() throws RedisException {
    for (int i = 0; i < 100; i++) {
      assertThat(fault("slow" + i, 1)).isEqualTo(Fault.CONNECT_TIMEOUT);
    }
    Eventually.await(BOUND, "as many as there may be are asked for", () -> asked.size() == 32);
    answer.countDown();
    Eventually.await(
        BOUND, "there is a thread again", () -> lookups.of("host", in(5000)).length == 1);
  }

  @Test
  void anAddressNeedsNoThread() throws RedisException {
    for (int i = 0; i < 40; i++) {
      assertThat(fault("slow" + i, 1)).isEqualTo(Fault.CONNECT_TIMEOUT);
    }
    assertThat(lookups.of("127.0.0.1", in(0))).hasSize(1);
    assertThat(lookups.of("::1", in(0))).hasSize(1);
  }
}
