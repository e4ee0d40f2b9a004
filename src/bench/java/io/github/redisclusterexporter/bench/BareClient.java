package io.github.redisclusterexporter.bench;

import io.github.redisclusterexporter.net.HostPort;
import io.github.redisclusterexporter.node.Collector;
import io.github.redisclusterexporter.node.ServerCommands;
import io.github.redisclusterexporter.node.ServerProfile;
import io.github.redisclusterexporter.redis.Command;
import io.github.redisclusterexporter.redis.Reply;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A lower bound: sends the exporter's commands to all nodes over open connections, and reads and
 * discards the replies of one node after the other. No page and no threads.
 */
final class BareClient implements Contender {
  private final List<Line> lines = new ArrayList<>();
  private final byte[] pipeline;
  private final int commands;

  /** A connection to one node. */
  private record Line(Socket socket, InputStream in) {}

  private BareClient(List<Command> commands) {
    this.commands = commands.size();
    StringBuilder text = new StringBuilder();
    for (Command command : commands) {
      text.append('*').append(command.words().size()).append("\r\n");
      command
          .words()
          .forEach(word -> text.append('$').append(word.length()).append("\r\n" + word + "\r\n"));
    }
    pipeline = text.toString().getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * Connects to all nodes.
   *
   * @param info the reply of one node to INFO
   */
  static BareClient connect(List<HostPort> nodes, String info) throws IOException {
    ServerProfile profile = ServerProfile.of(new Reply.Text(info));
    BareClient bareClient = new BareClient(new ServerCommands(profile, Collector.all()).commands());
    for (HostPort node : nodes) {
      Socket socket = new Socket(node.host(), node.port());
      socket.setTcpNoDelay(true);
      bareClient.lines.add(new Line(socket, new BufferedInputStream(socket.getInputStream())));
    }
    return bareClient;
  }

  @Override
  public String name() {
    return "bare pipelined client";
  }

  @Override
  public long round() throws IOException {
    for (Line line : lines) {
      line.socket().getOutputStream().write(pipeline);
    }
    long bytes = 0;
    for (Line line : lines) {
      for (int i = 0; i < commands; i++) {
        bytes += skipReply(line.in());
      }
    }
    return bytes;
  }

  private static long skipReply(InputStream in) throws IOException {
    int type = in.read();
    String rest = line(in);
    long bytes = rest.length() + 3L;
    int length = type == '$' || type == '*' ? Integer.parseInt(rest) : -1;
    if (type == '$' && length >= 0) {
      in.skipNBytes(length + 2L);
      bytes += length + 2L;
    }
    for (int i = 0; type == '*' && i < length; i++) {
      bytes += skipReply(in);
    }
    return bytes;
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    int next = in.read();
    while (next != '\n') {
      if (next < 0) {
        throw new EOFException();
      }
      if (next != '\r') {
        line.append((char) next);
      }
      next = in.read();
    }
    return line.toString();
  }

  @Override
  public Optional<MeasuredProcess> process() {
    return Optional.empty();
  }

  @Override
  public void close() {
    for (Line line : lines) {
      try {
        line.socket().close();
      } catch (IOException e) {
        System.err.println("bench: " + e.getMessage());
      }
    }
  }
}
