package io.github.redisclusterexporter.scrape;

import io.github.redisclusterexporter.cluster.ClusterSnapshot;
import io.github.redisclusterexporter.key.KeyGroupFacts;
import io.github.redisclusterexporter.key.NamedKeyFacts;
import io.github.redisclusterexporter.net.Deadline;
import io.github.redisclusterexporter.node.Collector;
import io.github.redisclusterexporter.queue.PatternMatches;
import io.github.redisclusterexporter.queue.QueueFacts;
import io.github.redisclusterexporter.redis.Command;
import io.github.redisclusterexporter.redis.Fault;
import io.github.redisclusterexporter.redis.NodeClient;
import io.github.redisclusterexporter.redis.RedisException;
import io.github.redisclusterexporter.redis.Reply;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Reads queues and named keys of a cluster during its scrapes: all that a scrape knows of keys.
 * Safe for any number of threads.
 */
public interface KeyScraper {

  /**
   * Starts the reads of one scrape: of queues when {@link Collector#QUEUES} is wanted, of named
   * keys when {@link Collector#KEYS} is.
   *
   * @param previous the snapshot of the scrape before, which says where each key is likely to be
   */
  ScrapeReads start(Set<Collector> wanted, ClusterSnapshot previous);

  /**
   * What was read.
   *
   * @param queues every queue once, those without a value included
   * @param keys every named key once, those without a value included
   */
  record Values(List<QueueFacts> queues, List<NamedKeyFacts> keys) {
    public static final Values NONE = new Values(List.of(), List.of());

    public Values {
      queues = List.copyOf(queues);
      keys = List.copyOf(keys);
    }

    Stream<Fault> faults() {
      return Stream.concat(
          queues.stream().flatMap(queue -> queue.fault().stream()),
          keys.stream().flatMap(key -> key.fault().stream()));
    }
  }

  /** The keys that each configured pattern has matched so far. */
  List<PatternMatches> patterns();

  /** Each configured key group, with its last complete pass. */
  List<KeyGroupFacts> keyGroups();

  /** The reads of one scrape. Safe for any number of threads. */
  interface ScrapeReads {

    /** The reads whose commands are sent in the same pipeline as the probe of this target. */
    NodeReads readsAt(ProbeTarget target);

    /**
     * Completes the reads that the probes did not, at the nodes that serve the keys now.
     *
     * @param current the snapshot of this scrape
     */
    Values complete(ClusterSnapshot current, Deadline deadline) throws InterruptedException;
  }

  /** The reads at one node. Used by one thread at a time. */
  interface NodeReads {

    /** What to send first; empty when nothing is read at this node. */
    List<Command> commands();

    /**
     * Takes the replies, and sends the commands that follow from them until every read is done.
     * Reads nothing from another node than the expected one. Not called when the node did not reply
     * at this address; it may reply at another of its addresses.
     *
     * @param replies one for each of {@link #commands}
     * @param serverTime by the clock of the server; without it no stream has an age
     * @param nodeId the id in the replies of the node; empty for a server without one
     * @throws RedisException when the connection broke; the reads that are done count
     */
    void read(
        List<Reply> replies,
        Optional<Instant> serverTime,
        Optional<String> nodeId,
        NodeClient client,
        Deadline deadline)
        throws RedisException;
  }
}
