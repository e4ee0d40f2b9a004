package io.github.redisclusterexporter.scrape;

import io.github.redisclusterexporter.cluster.Node;
import io.github.redisclusterexporter.net.Deadline;
import io.github.redisclusterexporter.net.HostPort;
import io.github.redisclusterexporter.queue.QueueType;
import io.github.redisclusterexporter.queue.QueuesConfig;
import io.github.redisclusterexporter.redis.Command;
import io.github.redisclusterexporter.redis.Fault;
import io.github.redisclusterexporter.redis.NodeClients;
import io.github.redisclusterexporter.redis.RedisException;
import io.github.redisclusterexporter.redis.Reply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Asks a node for some of its keys: SCAN, over the connection that scrapes use. */
final class ScanProbe implements KeyScanner.ScanStep {
  private final NodeAddressBook addressBook;
  private final NodeClients links;
  private final FaultLog faults;
  private final Duration patience;
  private volatile @Nullable Fault lastFault;

  /**
   * @param patience how long a node may take for one step
   */
  ScanProbe(NodeAddressBook addressBook, NodeClients links, FaultLog faults, Duration patience) {
    this.addressBook = addressBook;
    this.links = links;
    this.faults = faults;
    this.patience = patience;
  }

  /** Why a step failed last; empty while none has. */
  Optional<Fault> lastFault() {
    return Optional.ofNullable(lastFault);
  }

  @Override
  public Optional<KeyScanner.Batch> scan(Node node, String cursor, QueuesConfig.Pattern pattern) {
    Optional<HostPort> address = addressBook.addressOf(node);
    if (address.isEmpty()) {
      return Optional.empty();
    }
    int database = node.id().isEmpty() ? pattern.rules().database() : 0;
    try {
      List<Reply> replies =
          links
              .to(address.get())
              .ask(introduction -> commands(cursor, pattern, database), Deadline.after(patience))
              .replies();
      Optional<Fault> refused = replies.stream().flatMap(ScanProbe::fault).findFirst();
      if (refused.isPresent()) {
        lastFault = refused.get();
        faults.count(refused.get());
        return Optional.empty();
      }
      Optional<KeyScanner.Batch> batch = KeyScanner.Batch.of(replies.get(database == 0 ? 0 : 1));
      if (batch.isEmpty()) {
        lastFault = Fault.PARSE_MALFORMED;
        faults.count(Fault.PARSE_MALFORMED);
      }
      return batch;
    } catch (RedisException e) {
      lastFault = e.fault();
      faults.failed(address.get(), e.fault(), String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  private static List<Command> commands(String cursor, QueuesConfig.Pattern pattern, int database) {
    List<String> scan = new ArrayList<>();
    scan.addAll(List.of("SCAN", cursor, "MATCH", pattern.pattern()));
    scan.addAll(List.of("COUNT", Integer.toString(KeyScanner.BATCH)));
    QueueType type = pattern.rules().type();
    if (type != QueueType.AUTO) {
      scan.addAll(List.of("TYPE", type.label()));
    }
    return database == 0
        ? List.of(new Command(scan))
        : List.of(
            Command.of("SELECT", Integer.toString(database)),
            new Command(scan),
            Command.of("SELECT", "0"));
  }

  private static Stream<Fault> fault(Reply reply) {
    if (reply instanceof Reply.Refused refused) {
      return Stream.of(refused.fault());
    }
    return reply instanceof Reply.Lost lost ? Stream.of(lost.fault()) : Stream.empty();
  }
}
