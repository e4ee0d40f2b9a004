package io.github.redisclusterexporter.key;

import io.github.redisclusterexporter.config.ConfigNode;

/**
 * In which database keys are. The database in a URL is that of a standalone server; a cluster has
 * others than 0 only from Valkey 9 on, and they are named explicitly.
 *
 * @param standalone on a server that is no cluster node
 * @param clustered on a cluster node
 */
public record KeyDatabase(int standalone, int clustered) {
  private static final int MOST = 65_536;

  /** The same on every server. */
  public static KeyDatabase of(int database) {
    return new KeyDatabase(database, database);
  }

  /**
   * Reads {@code db}.
   *
   * @param standard where keys are on a standalone server if it is not set
   */
  public static KeyDatabase read(ConfigNode section, int standard) {
    ConfigNode db = section.at("db");
    return db.isSet() ? of(db.or("0").integer(0, MOST - 1)) : new KeyDatabase(standard, 0);
  }

  /** On a server. */
  public int on(boolean isClusterNode) {
    return isClusterNode ? clustered : standalone;
  }

  /** Whether some commands need SELECT. */
  public boolean isSelected() {
    return standalone != 0 || clustered != 0;
  }
}
