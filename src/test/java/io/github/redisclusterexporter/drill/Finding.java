package io.github.redisclusterexporter.drill;

/**
 * The beginnings of problems that {@code --check} of the exporter reports; {@code or} separates
 * those of which one is reported.
 */
final class Finding {
  static final String REFUSED = "connect refused";
  static final String TIMEOUT = "connect timeout";
  static final String NO_ADDRESS = "connect no_address";
  static final String OTHER_NODE = "read other_node";
  static final String OTHER_NODE_OR_NO_ADDRESS = OTHER_NODE + " or " + NO_ADDRESS;
  static final String LOADING = "read loading";
  static final String NOT_OK = "cluster: the cluster or some of its slots are not ok";
  static final String FLAGGED = "cluster: a node that is up is flagged as failed by other nodes";
  static final String UNPROTECTED = "redundancy: a shard has no replica that could take over";
  static final String LINK_DOWN = "replication: a replica has no link to its primary";
  static final String BEHIND =
      "replication: a replica is behind by most of the replication backlog";
  static final String WRITES = "writes: a primary refuses writes";

  private Finding() {}
}
