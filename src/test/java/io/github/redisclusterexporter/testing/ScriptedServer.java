package io.github.redisclusterexporter.testing;

import io.github.redisclusterexporter.net.HostPort;
import java.io.IOException;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A fake server on a free port of 127.0.0.1 with configurable behaviour, for cases that cannot be
 * produced with a real server. It records all commands.
 */
public final class ScriptedServer implements AutoCloseable {
  private final List<List<String>> commands = new CopyOnWriteArrayList<>();
  private final Listener listener;
  private volatile Behaviour behaviour;

  private ScriptedServer(Behaviour behaviour) {
    this.behaviour = behaviour;
    this.listener = Listener.start("scripted-server", this::serve);
  }

  public static ScriptedServer start(Behaviour behaviour) {
    return new ScriptedServer(behaviour);
  }

  /** Changes the behaviour for new connections, and for new commands on open ones. */
  public void behave(Behaviour next) {
    behaviour = next;
  }

  public HostPort address() {
    return listener.address();
  }

  /** All commands of all connections so far, in the order of arrival, each as a list of words. */
  public List<List<String>> commands() {
    return List.copyOf(commands);
  }

  /** How many connections were accepted so far. */
  public int connections() {
    return listener.accepted();
  }

  /** How many connections are open now. */
  public int openConnections() {
    return listener.open();
  }

  @Override
  public void close() {
    listener.close();
  }

  private void serve(Socket socket) throws IOException, InterruptedException {
    ScriptedConnection client = new ScriptedConnection(socket);
    behaviour.accepted(client);
    while (client.isOpen()) {
      List<String> words = client.read();
      if (words == null) {
        return;
      }
      commands.add(words);
      behaviour.answer(words, client);
    }
  }
}
