package io.github.redisclusterexporter.scrape;

import io.github.redisclusterexporter.cluster.ClusterSnapshot;
import io.github.redisclusterexporter.net.Deadline;
import io.github.redisclusterexporter.node.Collector;
import io.github.redisclusterexporter.queue.PatternMatches;
import io.github.redisclusterexporter.queue.QueueFacts;
import io.github.redisclusterexporter.redis.Command;
import io.github.redisclusterexporter.redis.NodeClient;
import io.github.redisclusterexporter.redis.RedisException;
import io.github.redisclusterexporter.redis.Reply;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the queues of a cluster during its scrapes: all that a scrape knows of queues. Safe for any
 * number of threads.
 */
public interface QueueScraper {

  /**
   * Starts the reads of one scrape; none when {@link Collector#QUEUES} is not wanted.
   *
   * @param previous the snapshot of the scrape before, which says where each queue is likely to be
   */
  ScrapeReads start(Set<Collector> wanted, ClusterSnapshot previous);

  /** The keys that each configured pattern has matched so far. */
  List<PatternMatches> patterns();

  /** The reads of one scrape. Safe for any number of threads. */
  interface ScrapeReads {

    /** The reads whose commands are sent in the same pipeline as the probe of this target. */
    NodeReads readsAt(ProbeTarget target);

    /**
     * Completes the reads that the probes did not, at the nodes that serve the queues now.
     *
     * @param current the snapshot of this scrape
     * @return every queue once, those without a value included
     */
    List<QueueFacts> complete(ClusterSnapshot current, Deadline deadline)
        throws InterruptedException;
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
