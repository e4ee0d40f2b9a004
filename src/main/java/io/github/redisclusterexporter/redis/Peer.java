package io.github.redisclusterexporter.redis;

import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What is known of the server at the other end of one connection. Safe for several threads. */
public final class Peer {
  private final Reply serverInfo;
  private final Set<Command> unknownCommands = ConcurrentHashMap.newKeySet();

  Peer(Reply serverInfo) {
    this.serverInfo = serverInfo;
  }

  /**
   * The reply to {@code INFO server}: {@link Reply.Text}, or {@link Reply.Refused} when the server
   * refused the command.
   */
  public Reply serverInfo() {
    return serverInfo;
  }

  /** The server was sent these commands and does not know them. */
  public void addUnknown(Collection<Command> commands) {
    unknownCommands.addAll(commands);
  }

  /** The commands that this server does not know, as far as it was asked on this connection. */
  public Set<Command> unknownCommands() {
    return Set.copyOf(unknownCommands);
  }
}
