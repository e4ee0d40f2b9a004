package io.github.redisclusterexporter.testing;

import io.github.redisclusterexporter.net.HostPort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * One real redis-server process on 127.0.0.1 with a directory of its own. Its port and cluster bus
 * port are free ones unless fixed. {@link #close} ends the process and deletes the directory; a JVM
 * that ends before does the same.
 */
public final class RedisServer implements AutoCloseable {
  private static final int PORT_ATTEMPTS = 20;

  /** The last lines of the log in the message of a start that failed. */
  private static final int SHOWN_LINES = 20;

  private static final Set<RedisServer> LIVE = ConcurrentHashMap.newKeySet();

  // Set before LIVE is read for the last time, and read after a server is added to it: no server is
  // missed.
  private static volatile boolean ending;

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(RedisServer::closeAll));
  }

  private final Builder settings;
  private final Path directory;
  private HostPort address;
  private @Nullable Process process;
  private boolean closed;

  private RedisServer(Builder settings) {
    this.settings = settings;
    this.directory =
        settings.parent == null
            ? TempDirectories.create("redis-server-")
            : TempDirectories.createIn(settings.parent, "redis-server-");
    this.address = new HostPort("127.0.0.1", settings.port == 0 ? Ports.free() : settings.port);
    LIVE.add(this);
  }

  public static Builder builder(RedisBinary binary) {
    return new Builder(binary);
  }

  /** Starts a server with the default configuration and waits until it replies. */
  public static RedisServer start(RedisBinary binary) {
    return builder(binary).start();
  }

  public HostPort address() {
    return address;
  }

  public RedisBinary binary() {
    return settings.binary;
  }

  public Path directory() {
    return directory;
  }

  /**
   * How {@link #command} connects; other clients, for instance with another user, are derived from
   * it.
   */
  public RespClient client() {
    return new RespClient(address, null, settings.password, settings.tls, Duration.ofSeconds(5));
  }

  /**
   * Sends one command on a new connection.
   *
   * @return String, Long, List or null
   * @throws JedisDataException for an error reply
   */
  public @Nullable Object command(String... words) {
    return client().command(words);
  }

  /** As {@link #command}, for commands whose reply is a text. */
  public String text(String... words) {
    Object reply = command(words);
    if (reply instanceof String text) {
      return text;
    }
    throw new AssertionError(String.join(" ", words) + " answered " + reply);
  }

  /** A field of INFO or CLUSTER INFO. */
  public Optional<String> field(String name, String... words) {
    return text(words)
        .lines()
        .filter(line -> line.startsWith(name + ":"))
        .map(line -> line.substring(name.length() + 1))
        .findFirst();
  }

  public synchronized boolean isAlive() {
    return process != null && process.isAlive();
  }

  public synchronized long pid() {
    return running().pid();
  }

  /** Ends the process as {@code kill -9} does, also when it is frozen. */
  public synchronized void kill() {
    if (process != null) {
      process.destroyForcibly();
      awaitExit(process);
    }
  }

  /** Asks the process to end, as {@code docker stop} does. */
  public synchronized void terminate() {
    if (process != null) {
      process.destroy();
      awaitExit(process);
    }
  }

  /**
   * Starts the process again in the same directory and on the same port, and waits until it
   * replies.
   */
  public void restart() {
    kill();
    launch();
    awaitReady();
  }

  /** Stops the process (SIGSTOP): connections are accepted but there are no replies. */
  public void freeze() {
    signal("STOP");
  }

  public void thaw() {
    signal("CONT");
  }

  /** What the server has logged so far. */
  public String log() {
    try {
      return Files.readString(directory.resolve("redis.log"), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "";
    }
  }

  /** Waits until this process replies to commands; an error reply counts. */
  public void awaitReady() {
    try {
      Eventually.await(
          this + " answers",
          () -> {
            if (!isAlive()) {
              throw new AssertionError(this + " ended at start");
            }
            return answers();
          });
    } catch (AssertionError e) {
      throw new AssertionError(e.getMessage() + "; its last lines:\n" + lastLines(), e);
    }
  }

  private String lastLines() {
    List<String> lines = (log() + console()).lines().toList();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - SHOWN_LINES), lines.size()));
  }

  private boolean answers() {
    try {
      // Another server may have taken the port, so that the process id is compared.
      return field("process_id", "INFO", "server").equals(Optional.of(Long.toString(pid())));
    } catch (JedisDataException e) {
      return true;
    }
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      kill();
    }
    TempDirectories.delete(directory);
    LIVE.remove(this);
  }

  @Override
  public String toString() {
    return "redis-server " + settings.binary.version() + " on " + address;
  }

  private static void closeAll() {
    ending = true;
    LIVE.forEach(RedisServer::close);
  }

  private static RedisServer start(Builder settings) {
    RedisServer server = new RedisServer(settings);
    try {
      server.launchOnFreePort();
      return server;
    } catch (RuntimeException | Error e) {
      // If it cannot be closed either, that is reported as well, but does not hide the reason.
      try (server) {
        throw e;
      }
    }
  }

  private void launchOnFreePort() {
    for (int attempt = 1; ; attempt++) {
      launch();
      try {
        awaitReady();
        return;
      } catch (AssertionError e) {
        // glibc reports "Address already in use", musl "Address in use".
        boolean taken = !isAlive() && log().contains("in use");
        if (!taken || settings.port != 0 || attempt == PORT_ATTEMPTS) {
          throw e;
        }
        deleteLog();
        address = new HostPort(address.host(), Ports.free());
      }
    }
  }

  private void deleteLog() {
    try {
      Files.deleteIfExists(directory.resolve("redis.log"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private synchronized void launch() {
    if (closed || ending) {
      throw new IllegalStateException(this + " is closed");
    }
    try {
      Files.write(directory.resolve("redis.conf"), configuration(), StandardCharsets.UTF_8);
      process =
          new ProcessBuilder(settings.binary.path().toString(), "redis.conf")
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .redirectOutput(directory.resolve("console.log").toFile())
              .start();
      process.getOutputStream().close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<String> configuration() {
    List<String> lines = new ArrayList<>();
    lines.add("bind 127.0.0.1");
    lines.add("logfile redis.log");
    lines.add("save \"\"");
    lines.add("appendonly no");
    if (settings.tls == null) {
      lines.add("port " + address.port());
    } else {
      lines.add("port 0");
      lines.add("tls-port " + address.port());
      lines.addAll(settings.tls.directives());
    }
    if (settings.password != null) {
      lines.add("requirepass " + settings.password);
      lines.add("masterauth " + settings.password);
    }
    if (settings.binary.isAtLeast(7)) {
      lines.add("enable-debug-command local");
    }
    lines.addAll(settings.directives);
    return lines;
  }

  private String console() {
    try {
      return Files.readString(directory.resolve("console.log"), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "";
    }
  }

  private synchronized void signal(String name) {
    try {
      // The kill of the shell: a minimal image has no other one.
      Process kill =
          new ProcessBuilder("sh", "-c", "kill -" + name + " " + running().pid())
              .redirectErrorStream(true)
              .start();
      String complaint = new String(kill.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      awaitExit(kill);
      if (kill.exitValue() != 0) {
        throw new IllegalStateException(this + ": " + complaint);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private synchronized Process running() {
    Process current = process;
    if (current == null || !current.isAlive()) {
      throw new IllegalStateException(this + " is not running");
    }
    return current;
  }

  /**
   * Not interruptible, so that the process has always ended afterwards. A primary that is stopped
   * waits up to 10 s for its replicas.
   */
  private void awaitExit(Process ending) {
    boolean interrupted = Thread.interrupted();
    try {
      if (!ending.waitFor(Eventually.PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError(
            this + " did not end within " + Eventually.PATIENCE.toSeconds() + " s");
      }
    } catch (InterruptedException e) {
      interrupted = true;
      awaitExit(ending);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Builds a server. */
  public static final class Builder {
    private final RedisBinary binary;
    private final List<String> directives = new ArrayList<>();
    private int port;
    private @Nullable Path parent;
    private @Nullable String password;
    private @Nullable RedisTls tls;

    private Builder(RedisBinary binary) {
      this.binary = binary;
    }

    /** A line of redis.conf; later lines win. */
    public Builder directive(String line) {
      directives.add(line);
      return this;
    }

    /** Uses this port instead of a free one. */
    public Builder port(int fixed) {
      port = fixed;
      return this;
    }

    /** The parent of the directory of the server; java.io.tmpdir by default. */
    public Builder parent(Path directory) {
      parent = directory;
      return this;
    }

    /** Sets {@code requirepass} and {@code masterauth}, and connects with this password. */
    public Builder password(String secret) {
      password = secret;
      return this;
    }

    /** Uses TLS only, without a plain port. */
    public Builder tls(RedisTls settings) {
      tls = settings;
      return this;
    }

    /** Starts the server and waits until it replies. */
    public RedisServer start() {
      return RedisServer.start(this);
    }
  }
}
