package io.github.redisclusterexporter.scrape;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.net.HostPort;
import io.github.redisclusterexporter.node.Collector;
import io.github.redisclusterexporter.redis.Fault;
import io.github.redisclusterexporter.testing.CapturedLog;
import io.github.redisclusterexporter.testing.CountedEvents;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FaultLogTest {
  private static final HostPort NODE = new HostPort("a", 1);

  private final CountedEvents events = new CountedEvents();
  private final FaultLog log = new FaultLog(events);

  @Test
  void everyFaultIsCountedAlsoWhenItIsNotLogged() {
    log.failed(NODE, Fault.CONNECT_REFUSED, "nothing listens");
    log.failed(NODE, Fault.CONNECT_REFUSED, "nothing listens");
    log.answered(NODE, List.of(Fault.READ_NO_PERMISSION, Fault.READ_NO_PERMISSION));
    log.answered(NODE, List.of());
    log.bug(NODE, new IllegalStateException("expected in this test"));

    assertThat(events.faults())
        .containsEntry(Fault.CONNECT_REFUSED, 2L)
        .containsEntry(Fault.READ_NO_PERMISSION, 2L)
        .containsEntry(Fault.PARSE_MALFORMED, 1L);
  }

  @Test
  void aCommandThatIsLostAgainIsLoggedAgain() {
    try (CapturedLog lines = CapturedLog.start()) {
      for (int i = 0; i < 2; i++) {
        log.lacks(NODE, List.of(Collector.LATENCY));
        log.lacks(NODE, List.of(Collector.LATENCY));
        log.lacks(NODE, List.of());
      }
      assertThat(lines.lines("a:1 does not know the commands")).hasSize(2);
    }
  }

  @Test
  void countsAreKeptWhenTheNodeIsForgotten() {
    log.failed(NODE, Fault.READ_TIMEOUT, "silent");
    log.retain(Set.of());

    assertThat(events.faults()).containsEntry(Fault.READ_TIMEOUT, 1L);
  }
}
