package io.github.redisclusterexporter;

import java.nio.file.Path;
import java.util.Optional;

/**
 * The command line.
 *
 * @param check the cluster to check; an empty text for all, empty to run the exporter
 */
record Arguments(Optional<Path> configFile, Optional<String> check, boolean version, boolean help) {

  static final String USAGE =
      """
      Usage: java -jar redis-cluster-exporter.jar [OPTION]...
      Prometheus exporter for a whole Redis Cluster and the task queues on it.

        --config.file=FILE  configuration file in HOCON; environment variables override it
        --check             check every node once, report problems, and exit: 0 no problems,
                            1 problems, 2 the configuration is invalid
        --check=CLUSTER     the same for one of several configured clusters
        --version           print the version and exit
        --help              print this and exit

      At least one seed node is required: REDIS_CLUSTER_NODES=host:port,...
      or REDIS_URL=redis://host:port. The metrics are at http://localhost:9121/metrics.\
      """;

  private static final String CONFIG_FILE = "--config.file";
  private static final String CHECK = "--check";

  /**
   * Reads the words of the command line.
   *
   * @throws IllegalArgumentException with a sentence for the user
   */
  static Arguments parse(String[] words) {
    Optional<Path> file = Optional.empty();
    Optional<String> check = Optional.empty();
    boolean version = false;
    boolean help = false;
    for (int i = 0; i < words.length; i++) {
      String word = words[i];
      if (word.equals(CHECK)) {
        check = Optional.of("");
      } else if (word.startsWith(CHECK + "=")) {
        check = Optional.of(word.substring(CHECK.length() + 1));
      } else if (word.equals("--version")) {
        version = true;
      } else if (word.equals("--help") || word.equals("-h")) {
        help = true;
      } else if (word.startsWith(CONFIG_FILE + "=")) {
        file = Optional.of(path(word.substring(CONFIG_FILE.length() + 1)));
      } else if (word.equals(CONFIG_FILE)) {
        i++;
        file = Optional.of(path(i < words.length ? words[i] : ""));
      } else {
        // What is behind the '=' may be a password, which then is in a log as well.
        throw new IllegalArgumentException("Unknown option: " + word.replaceAll("=.*", "=..."));
      }
    }
    return new Arguments(file, check, version, help);
  }

  private static Path path(String text) {
    if (text.isEmpty()) {
      throw new IllegalArgumentException(CONFIG_FILE + " needs the name of a file");
    }
    return Path.of(text);
  }
}
