package io.github.redisclusterexporter.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.redisclusterexporter.node.SlotRanges;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Primaries that answer what they are told to, over real connections; no replicas. */
public final class ScriptedCluster implements AutoCloseable {
  /** What every server's clock says. */
  public static final long NOW_MICROS = 1_795_341_600_000_000L;

  private final List<Node> nodes = new ArrayList<>();

  /** One of them. */
  public static final class Node implements AutoCloseable {
    private final Map<String, byte[]> replies = new ConcurrentHashMap<>();
    private final Map<String, Queue<byte[]>> firstReplies = new ConcurrentHashMap<>();
    private final ScriptedServer server = ScriptedServer.start(Behaviour.answering(this::reply));

    Node(String mode) {
      says("CLIENT SETNAME", "+OK\r\n");
      saysText("INFO", "role:master\r\nloading:0\r\nserver_time_usec:" + NOW_MICROS + "\r\n");
      saysText(
          "INFO server",
          "redis_version:7.0.15\r\nredis_mode:"
              + mode
              + "\r\nserver_time_usec:"
              + NOW_MICROS
              + "\r\n");
      saysText("CLUSTER INFO", "cluster_state:ok\r\n");
    }

    /** Replies to commands that begin like this with these bytes from now on. */
    public Node says(String command, String resp) {
      replies.put(command, resp.getBytes(UTF_8));
      return this;
    }

    /** Replies to the next such command with this text. */
    public Node saysOnce(String command, String text) {
      firstReplies.computeIfAbsent(command, none -> new ConcurrentLinkedQueue<>()).add(bulk(text));
      return this;
    }

    private byte[] reply(List<String> words) {
      Queue<byte[]> first = firstReplies.get(String.join(" ", words).toUpperCase(Locale.ROOT));
      byte[] reply = first == null ? null : first.poll();
      return reply == null ? Behaviour.Replies.of(replies).to(words) : reply;
    }

    private static byte[] bulk(String text) {
      return ("$" + text.getBytes(UTF_8).length + "\r\n" + text + "\r\n").getBytes(UTF_8);
    }

    public Node saysText(String command, String text) {
      replies.put(command, bulk(text));
      return this;
    }

    public ScriptedServer server() {
      return server;
    }

    public String address() {
      return server.address().toString();
    }

    /** What it was asked that begins like this. */
    public List<String> asked(String command) {
      return server.commands().stream()
          .map(words -> String.join(" ", words))
          .filter(words -> words.startsWith(command))
          .toList();
    }

    @Override
    public void close() {
      server.close();
    }
  }

  private ScriptedCluster() {}

  /** A cluster whose first node serves all slots. */
  public static ScriptedCluster of(int size) {
    ScriptedCluster cluster = new ScriptedCluster();
    for (int i = 0; i < size; i++) {
      cluster.nodes.add(new Node("cluster"));
    }
    cluster.servedBy(0);
    return cluster;
  }

  /** One server that is no cluster. */
  public static ScriptedCluster standalone() {
    ScriptedCluster cluster = new ScriptedCluster();
    cluster.nodes.add(new Node("standalone"));
    return cluster;
  }

  /** From now on that node serves all slots, and all know it. */
  public void servedBy(int owner) {
    for (int i = 0; i < nodes.size(); i++) {
      int self = i;
      nodes
          .get(i)
          .saysText(
              "CLUSTER NODES",
              IntStream.range(0, nodes.size())
                  .mapToObj(other -> line(other, other == self, other == owner))
                  .collect(Collectors.joining()));
    }
  }

  /** The last node is forgotten by all others. */
  public void forgetLast() {
    nodes.remove(nodes.size() - 1);
    servedBy(0);
  }

  private String line(int number, boolean myself, boolean owner) {
    return "%s %s@1 %s - 0 0 1 connected%s\n"
        .formatted(
            id(number),
            node(number).address(),
            myself ? "myself,master" : "master",
            owner ? " 0-" + (SlotRanges.SLOTS - 1) : "");
  }

  public static String id(int number) {
    return "%040x".formatted(number + 1);
  }

  public Node node(int number) {
    return nodes.get(number);
  }

  @Override
  public void close() {
    nodes.forEach(Node::close);
  }
}
