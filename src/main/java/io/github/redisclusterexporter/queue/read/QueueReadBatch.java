package io.github.redisclusterexporter.queue.read;

import io.github.redisclusterexporter.net.Deadline;
import io.github.redisclusterexporter.queue.QueueRead;
import io.github.redisclusterexporter.redis.Command;
import io.github.redisclusterexporter.redis.NodeClient;
import io.github.redisclusterexporter.redis.RedisException;
import io.github.redisclusterexporter.redis.Reply;
import io.github.redisclusterexporter.scrape.QueueReader;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The reads at one node; their commands share each pipeline. Used by one thread at a time. */
final class QueueReadBatch implements QueueReader.NodeReads {
  private final QueueScrape scrape;
  private final String node;
  private final Optional<String> expectedId;
  private final List<QueueRead> reads;

  /**
   * @param node the key of the node in the scrape
   * @param expectedId empty for a server without an id
   */
  QueueReadBatch(
      QueueScrape scrape, String node, Optional<String> expectedId, List<QueueRead> reads) {
    this.scrape = scrape;
    this.node = node;
    this.expectedId = expectedId;
    this.reads = List.copyOf(reads);
  }

  List<QueueRead> reads() {
    return reads;
  }

  @Override
  public List<Command> commands() {
    return reads.stream().flatMap(read -> read.commands().stream()).toList();
  }

  @Override
  public void read(
      List<Reply> replies, Optional<Instant> serverTime, NodeClient client, Deadline deadline)
      throws RedisException {
    distribute(replies, serverTime);
    List<Command> commands = commands();
    while (!commands.isEmpty()) {
      List<Command> next = commands;
      distribute(client.execute(serverInfo -> next, deadline).replies(), serverTime);
      commands = commands();
    }
  }

  private void distribute(List<Reply> replies, Optional<Instant> serverTime) {
    int from = 0;
    for (QueueRead read : reads) {
      int count = read.commands().size();
      if (count > 0) {
        read.accept(replies.subList(from, from + count), serverTime);
        from += count;
      }
    }
  }

  @Override
  public void complete(Optional<String> nodeId) {
    // A reply belongs to the node id in it, never to the address.
    if (nodeId.equals(expectedId)) {
      scrape.completed(node, reads);
    } else {
      failed();
    }
  }

  @Override
  public void failed() {
    scrape.failed(node, reads);
  }
}
