package io.github.redisclusterexporter.drill;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.testing.Eventually;
import io.github.redisclusterexporter.testing.RedisCluster;
import io.github.redisclusterexporter.testing.RedisServer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Changes a cluster with {@code redis-cli --cluster}, as an operator does: runs a command when all
 * nodes agree, and again if the tool refuses it because one of them did not yet.
 */
final class ClusterOperator {
  /** It moves slots one by one. */
  private static final Duration TOOL_BOUND = Duration.ofMinutes(5);

  /** What the tool prints when it refuses a command before it has changed anything. */
  private static final List<String> REFUSALS =
      List.of(
          "Nodes don't agree about configuration",
          "Please fix your cluster problems",
          "No such master node",
          "No such node ID",
          "is not known or not a master");

  /**
   * How the tool fails on Valkey when it tells a primary that its last slot has moved, and the
   * primary has already become a replica, or lost its own one. The slots have moved then.
   */
  private static final List<String> DEMOTED =
      List.of("NOREPLICAS", "instance state changed (master -> replica?)");

  private final RedisCluster cluster;
  private final List<RedisServer> members;

  ClusterOperator(RedisCluster cluster) {
    this.cluster = cluster;
    this.members = new ArrayList<>(cluster.nodes());
  }

  void addPrimary(RedisServer node) {
    run(List.of(), "add-node", node.address().toString(), seed());
    members.add(node);
  }

  void addReplica(RedisServer node, String primary) {
    // The tool waits for a second and then tells the node to replicate a primary that it may not
    // know yet. The node is a member then.
    run(
        List.of("Unknown node"),
        "add-node",
        node.address().toString(),
        seed(),
        "--cluster-slave",
        "--cluster-master-id",
        primary);
    members.add(node);
    if (!isReplica(node)) {
      awaitAgreement();
      node.command("CLUSTER", "REPLICATE", primary);
    }
  }

  void move(String from, String to, int slots) {
    run(
        DEMOTED,
        "reshard",
        seed(),
        "--cluster-from",
        from,
        "--cluster-to",
        to,
        "--cluster-slots",
        Integer.toString(slots),
        "--cluster-yes");
  }

  void rebalance(String primary, double weight) {
    run(DEMOTED, "rebalance", seed(), "--cluster-weight", primary + "=" + weight);
  }

  void remove(RedisServer node) {
    run(List.of(), "del-node", seed(), cluster.id(node));
    members.remove(node);
  }

  private String seed() {
    return cluster.node(1).address().toString();
  }

  private void run(List<String> harmless, String... arguments) {
    String[] words =
        Stream.concat(Stream.of("--cluster"), Stream.of(arguments)).toArray(String[]::new);
    String[] refusal = {""};
    try {
      Eventually.await(
          String.join(" ", words),
          () -> {
            awaitAgreement();
            Optional<RedisCli.Output> output = RedisCli.run(TOOL_BOUND, words);
            assertThat(output).as(String.join(" ", words)).isPresent();
            String text = output.get().text();
            if (output.get().exitCode() == 0 || harmless.stream().anyMatch(text::contains)) {
              return true;
            }
            assertThat(REFUSALS).as(text).anyMatch(text::contains);
            refusal[0] = text;
            return false;
          });
    } catch (AssertionError e) {
      throw new AssertionError(e.getMessage() + "; last refusal: " + refusal[0], e);
    }
  }

  private void awaitAgreement() {
    String[] last = {""};
    try {
      Eventually.await(
          "all nodes agree",
          () -> {
            last[0] = disagreement();
            return last[0].isEmpty();
          });
    } catch (AssertionError e) {
      throw new AssertionError(e.getMessage() + ": " + last[0], e);
    }
  }

  /** Empty if all nodes know each other, and agree about primaries, slots and epochs. */
  private String disagreement() throws IOException, InterruptedException {
    List<Set<String>> views = members.stream().map(ClusterOperator::view).distinct().toList();
    Set<String> first = views.get(0);
    if (views.size() > 1
        || first.size() != members.size()
        || !first.stream().allMatch(line -> line.contains(" connected "))) {
      return views.toString();
    }
    String check = ClusterCheck.run(cluster.node(1).address());
    return check.equals("nothing") ? "" : check;
  }

  /**
   * The nodes as this one sees them: id, flags, primary, config epoch, state of the link, and
   * slots.
   */
  private static Set<String> view(RedisServer node) {
    return node.text("CLUSTER", "NODES")
        .lines()
        .map(line -> line.replace("myself,", "").split(" ", 9))
        .map(
            words ->
                String.join(" ", words[0], words[2], words[3], words[6], words[7], "")
                    + (words.length > 8 ? words[8] : ""))
        .collect(Collectors.toSet());
  }

  private static boolean isReplica(RedisServer node) {
    return node.text("CLUSTER", "NODES")
        .lines()
        .map(line -> Arrays.asList(line.split("[ ,]")))
        .anyMatch(words -> words.containsAll(List.of("myself", "slave")));
  }
}
