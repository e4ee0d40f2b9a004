package io.github.redisclusterexporter.testing;

import io.github.redisclusterexporter.net.HostPort;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A real Redis Cluster on 127.0.0.1, made by commands in about two seconds (a primary serves no
 * sooner). The primaries come first in {@link #nodes}, then the replicas: with three primaries node
 * 3 replicates node 0, node 4 node 1, and so on. These first roles name the nodes; who is primary
 * after a failover, {@link #ownerOf} tells.
 */
public final class RedisCluster implements AutoCloseable {
  /** The number of hash slots of a cluster. */
  public static final int SLOTS = 16_384;

  /** Longer than servers try to fulfil a CLUSTER FAILOVER. */
  private static final long FAILOVER_NANOS = TimeUnit.SECONDS.toNanos(6);

  private final Builder settings;
  private final List<RedisServer> nodes = new CopyOnWriteArrayList<>();

  private RedisCluster(Builder settings) {
    this.settings = settings;
  }

  public static Builder builder() {
    return new Builder();
  }

  /** Three primaries with one replica each, on Redis 7.0. */
  public static RedisCluster start() {
    return builder().start();
  }

  public List<RedisServer> nodes() {
    return List.copyOf(nodes);
  }

  public RedisServer node(int index) {
    return nodes.get(index);
  }

  public List<HostPort> addresses() {
    return nodes.stream().map(RedisServer::address).toList();
  }

  /** The nodes that were primaries at the start. */
  public List<RedisServer> primaries() {
    return List.copyOf(nodes.subList(0, settings.primaries));
  }

  /** The nodes that were replicas at the start. */
  public List<RedisServer> replicas() {
    return List.copyOf(nodes.subList(settings.primaries, settings.size()));
  }

  /** The primary of this replica at the start. */
  public RedisServer primaryOf(RedisServer replica) {
    int index = nodes.indexOf(replica);
    if (index < settings.primaries || index >= settings.size()) {
      throw new IllegalArgumentException(replica + " did not begin as a replica");
    }
    return nodes.get(index % settings.primaries);
  }

  /** The first replica of this primary at the start. */
  public RedisServer replicaOf(RedisServer primary) {
    int index = nodes.indexOf(primary);
    if (index < 0 || index >= settings.primaries || settings.replicasPerPrimary == 0) {
      throw new IllegalArgumentException(primary + " did not begin as a primary with a replica");
    }
    return nodes.get(settings.primaries + index);
  }

  /** The node id: CLUSTER MYID. */
  public String id(RedisServer node) {
    return node.text("CLUSTER", "MYID");
  }

  /** The running node that reports itself as the owner of this slot. */
  public Optional<RedisServer> ownerOf(int slot) {
    return ownerOf(slot, nodes);
  }

  /**
   * The running one of these nodes that reports itself as the owner of this slot; none may be
   * frozen.
   */
  public static Optional<RedisServer> ownerOf(int slot, List<RedisServer> among) {
    return among.stream()
        .filter(RedisServer::isAlive)
        .filter(node -> NodeLine.of(node).stream().anyMatch(line -> line.ownsAsMyself(slot)))
        .findFirst();
  }

  /** Starts an empty node and joins it to the cluster, as a primary without slots. */
  public RedisServer addNode() {
    RedisServer node = settings.server(settings.firstPort == 0 ? 0 : settings.port(nodes.size()));
    nodes.add(node);
    awaitMeeting("the new node is known");
    return node;
  }

  /**
   * Takes a node without slots out of the cluster, as {@code redis-cli --cluster del-node} does.
   */
  public void removeNode(RedisServer node) {
    String id = id(node);
    nodes.stream()
        .filter(other -> other != node)
        .forEach(other -> other.command("CLUSTER", "FORGET", id));
    node.close();
    nodes.remove(node);
  }

  /**
   * Waits until every node reports the cluster state ok and lists all others, and all replicas are
   * connected.
   */
  public void awaitHealthy() {
    await(
        "the cluster is healthy",
        () -> nodes.stream().allMatch(this::isHealthy) && countViews() == 1);
  }

  /** Waits until every running node reports {@code cluster_state:ok}. */
  public void awaitServing() {
    await(
        "the living nodes serve",
        () -> nodes.stream().filter(RedisServer::isAlive).allMatch(RedisCluster::serves));
  }

  /** Waits until a running node other than this one serves the slot. */
  public RedisServer awaitOtherOwner(int slot, RedisServer before) {
    await(
        "another node than " + before + " serves slot " + slot,
        () -> ownerOf(slot).filter(owner -> owner != before).isPresent());
    return ownerOf(slot).orElseThrow();
  }

  /**
   * Promotes this replica by CLUSTER FAILOVER. On a busy machine the servers may give up; then the
   * command is repeated.
   */
  public void promote(RedisServer replica) {
    long[] due = {System.nanoTime()};
    await(
        replica + " is promoted",
        () -> {
          boolean promoted = isPrimary(replica);
          if (!promoted && System.nanoTime() - due[0] >= 0) {
            due[0] = System.nanoTime() + FAILOVER_NANOS;
            replica.command("CLUSTER", "FAILOVER");
          }
          return promoted;
        });
  }

  @Override
  public void close() {
    nodes.forEach(RedisServer::close);
  }

  private void create() {
    nodes.addAll(ClusterCreation.startAll(settings.size(), i -> settings.server(settings.port(i))));
    ClusterCreation.setEpochs(nodes);
    ClusterCreation.assignSlots(primaries());
    awaitMeeting("the nodes know each other");
    for (RedisServer replica : replicas()) {
      replica.command("CLUSTER", "REPLICATE", id(primaryOf(replica)));
    }
    awaitHealthy();
  }

  private void awaitMeeting(String what) {
    await(what, () -> ClusterCreation.haveMet(nodes));
  }

  private boolean isHealthy(RedisServer node) {
    return node.isAlive()
        && NodeLine.areAllWell(node, nodes.size())
        && serves(node)
        && isLinked(node);
  }

  private long countViews() {
    return nodes.stream()
        .map(node -> NodeLine.of(node).stream().map(NodeLine::role).collect(Collectors.toSet()))
        .distinct()
        .count();
  }

  private static boolean serves(RedisServer node) {
    return node.field("cluster_state", "CLUSTER", "INFO").equals(Optional.of("ok"));
  }

  private static boolean isPrimary(RedisServer node) {
    return node.field("role", "INFO", "replication").equals(Optional.of("master"));
  }

  private static boolean isLinked(RedisServer node) {
    return node.field("master_link_status", "INFO", "replication").orElse("up").equals("up");
  }

  private void await(String what, Callable<Boolean> condition) {
    try {
      Eventually.await(settings.patience, what, condition);
    } catch (AssertionError e) {
      StringBuilder views = new StringBuilder(e.getMessage()).append('\n');
      for (RedisServer node : nodes) {
        views.append(node).append(" says\n").append(view(node)).append('\n');
      }
      throw new AssertionError(views.toString(), e);
    }
  }

  private static String view(RedisServer node) {
    try {
      return node.text("CLUSTER", "NODES") + node.text("CLUSTER", "INFO");
    } catch (RuntimeException e) {
      return e.toString();
    }
  }

  /** Builds a cluster. */
  public static final class Builder {
    private static final Duration NODE_TIMEOUT = Duration.ofSeconds(1);

    private final List<String> directives = new ArrayList<>();
    private int primaries = 3;
    private int replicasPerPrimary = 1;
    private @Nullable RedisBinary binary;
    private Duration nodeTimeout = NODE_TIMEOUT;
    private Duration patience = Duration.ofSeconds(30);
    private int firstPort;
    private @Nullable Path parent;
    private @Nullable String password;
    private @Nullable RedisTls tls;

    private Builder() {}

    public Builder primaries(int count) {
      primaries = count;
      return this;
    }

    public Builder replicasPerPrimary(int count) {
      replicasPerPrimary = count;
      return this;
    }

    /** The server version; Redis 7.0 by default. */
    public Builder binary(RedisBinary redisServer) {
      binary = redisServer;
      return this;
    }

    /** The cluster-node-timeout; one second by default. */
    public Builder nodeTimeout(Duration timeout) {
      nodeTimeout = timeout;
      return this;
    }

    /**
     * The time limit of each wait; 30 seconds by default, which may be too short for many nodes.
     */
    public Builder patience(Duration bound) {
      patience = bound;
      return this;
    }

    /** A line of redis.conf for all nodes; later lines win. */
    public Builder directive(String line) {
      directives.add(line);
      return this;
    }

    /** Uses consecutive ports from this one on instead of free ones. */
    public Builder firstPort(int port) {
      firstPort = port;
      return this;
    }

    /** The parent of the directories of the nodes; java.io.tmpdir by default. */
    public Builder parent(Path directory) {
      parent = directory;
      return this;
    }

    /** {@code requirepass} and {@code masterauth} of all nodes. */
    public Builder password(String secret) {
      password = secret;
      return this;
    }

    /** Uses TLS only, also on the cluster bus. */
    public Builder tls(RedisTls settings) {
      tls = settings;
      return this;
    }

    /**
     * Starts the nodes, makes a cluster of them and waits until it is healthy. One as {@link
     * RedisCluster#start()} makes it is taken from those that are ready.
     */
    public RedisCluster start() {
      return isDefault() ? ReadyClusters.take() : startNow();
    }

    private boolean isDefault() {
      return primaries == 3
          && replicasPerPrimary == 1
          && directives.isEmpty()
          && (binary == null || binary.equals(RedisBinary.v70()))
          && nodeTimeout.equals(NODE_TIMEOUT)
          && firstPort == 0
          && parent == null
          && password == null
          && tls == null;
    }

    RedisCluster startNow() {
      RedisCluster cluster = new RedisCluster(this);
      try {
        cluster.create();
        return cluster;
      } catch (RuntimeException | Error e) {
        cluster.close();
        throw e;
      }
    }

    private int size() {
      return primaries * (1 + replicasPerPrimary);
    }

    private int port(int index) {
      return firstPort == 0 ? 0 : firstPort + index;
    }

    private RedisServer server(int port) {
      RedisServer.Builder server =
          RedisServer.builder(binary == null ? RedisBinary.v70() : binary)
              .port(port)
              .directive("cluster-enabled yes")
              .directive("cluster-node-timeout " + nodeTimeout.toMillis())
              .directive("repl-diskless-sync yes")
              .directive("repl-diskless-sync-delay 0");
      directives.forEach(server::directive);
      if (parent != null) {
        server.parent(parent);
      }
      if (password != null) {
        server.password(password);
      }
      if (tls != null) {
        server.tls(tls);
      }
      return server.start();
    }
  }
}
