package io.github.redisclusterexporter.check;

import io.github.redisclusterexporter.redis.Fault;
import io.github.redisclusterexporter.redis.RedisConfig;
import io.github.redisclusterexporter.scrape.ClusterConnections;

/**
 * The meaning of a fault and its solution. docs/troubleshooting.md is generated from these texts.
 *
 * @param meaning what happened, as a clause
 * @param solution what to check or to change
 */
record Advice(String meaning, String solution) {

  /** For a failure of which more is known than its fault. */
  static Advice of(ClusterConnections.Failure failure, RedisConfig redis) {
    Advice general = of(failure.fault());
    return switch (failure.fault()) {
      case AUTH_WRONG_PASSWORD ->
          redis.credentials().username().isPresent()
              ? new Advice(
                  general.meaning,
                  "ACL users are not replicated: create the user on every node, and compare its"
                      + " password")
              : new Advice(
                  "the password of the default user is wrong on this node",
                  "compare it with requirepass of this node (CONFIG GET requirepass); for another"
                      + " user set REDIS_USERNAME");
      case CONNECT_TLS -> TlsAdvice.of(failure.message(), redis.tls()).orElse(general);
      default -> general;
    };
  }

  static Advice of(Fault fault) {
    return switch (fault) {
      case CONNECT_NO_ADDRESS ->
          new Advice(
              "the cluster knows no address of the node, so the exporter cannot connect to it",
              "if the node runs, add its address again with CLUSTER MEET on another node; if it"
                  + " does not exist any more, remove it with CLUSTER FORGET on every node. If it"
                  + " announces port 0, it accepts only connections with TLS, or only connections"
                  + " without TLS: see REDIS_TLS");
      case CONNECT_NO_TIME ->
          new Advice(
              "the scrape ended before the exporter could send commands to the node",
              "many nodes do not answer, or the exporter's machine is busy: fix the other problems"
                  + " first, or give Prometheus a longer scrape_timeout");
      case CONNECT_REFUSED ->
          new Advice(
              "nothing listens on this port",
              "is the server running, is the port correct, does the server bind to this address?");
      case CONNECT_TIMEOUT ->
          new Advice(
              "the connection was not established in time",
              "check for a firewall, a process that hangs, or a node that announces an address"
                  + " that is not reachable from here: see REDIS_ADDRESS_MAP");
      case CONNECT_TLS_TIMEOUT ->
          new Advice(
              "TCP is connected, and the TLS handshake was not finished in time",
              "does the server use TLS on this port? A port without TLS may wait for more bytes."
                  + " If the server or the exporter's machine is busy, increase"
                  + " redis.connect-timeout");
      case CONNECT_UNKNOWN_HOST ->
          new Advice(
              "the host name cannot be resolved",
              "run getent hosts NAME on the exporter's machine or in its container");
      case CONNECT_UNREACHABLE ->
          new Advice(
              "there is no route to the address",
              "does the address belong to another network? If a node announces it: see"
                  + " REDIS_ADDRESS_MAP");
      case CONNECT_TLS ->
          new Advice(
              "the TLS handshake failed",
              "the message has the reason. For a private CA set REDIS_TLS_CA_FILE. If the name"
                  + " does not match, and all certificates have one name, set"
                  + " REDIS_TLS_SERVER_NAME; if each certificate has its own name, see"
                  + " REDIS_ADDRESS_MAP");
      case CONNECT_CLOSED ->
          new Advice(
              "the connection was accepted, and closed before the reply to the login",
              "is it the cluster bus port (the port + 10000)? Otherwise check for a proxy or load"
                  + " balancer without a backend, a server that requires TLS or a client"
                  + " certificate, or a server that is stopping: see its log");
      case CONNECT_NOT_REDIS ->
          new Advice(
              "the peer does not speak the Redis protocol",
              "is it the cluster bus port, or a web server? If the server uses TLS, set REDIS_TLS");
      case CONNECT_MAX_CLIENTS ->
          new Advice(
              "the server has reached its connection limit",
              "increase maxclients, or find the clients that hold the connections: CLIENT LIST");
      case CONNECT_PROTECTED_MODE ->
          new Advice(
              "a server without a password refuses connections from other machines",
              "set a password on the server");
      case CONNECT_OTHER ->
          new Advice("the connection failed for another reason", "the message has the reason");
      case AUTH_WRONG_PASSWORD ->
          new Advice(
              "the user or the password is wrong on this node",
              "ACL users are not replicated: create the user on every node. Without REDIS_USERNAME"
                  + " the exporter is the default user, whose password is requirepass");
      case AUTH_PASSWORD_NEEDED ->
          new Advice(
              "the node requires a password",
              "set REDIS_PASSWORD_FILE or REDIS_PASSWORD, and REDIS_USERNAME for a user other"
                  + " than the default user");
      case AUTH_PASSWORD_FILE ->
          new Advice(
              "the password file cannot be read, or its first line is empty",
              "does the file exist, and may the exporter's user read it? The message has the"
                  + " reason");
      case AUTH_OTHER ->
          new Advice(
              "the login was refused for a reason other than a wrong password",
              "servers before 6.0 do not support users: remove REDIS_USERNAME for them");
      case READ_OTHER_NODE ->
          new Advice(
              "another node or server answers at the address of this node; its reply is not used",
              "has the address been given to another server? Then start the node at its own"
                  + " address, or remove it with CLUSTER FORGET on every node. Does a load balancer"
                  + " or REDIS_ADDRESS_MAP direct two nodes to one server? Then correct it");
      case READ_OTHER_CLUSTER ->
          new Advice(
              "the server at a configured address is not in the monitored cluster; its reply is not"
                  + " used",
              "remove the address from REDIS_CLUSTER_NODES, and monitor the other cluster with its"
                  + " own configuration; or, if it belongs to this cluster, run CLUSTER MEET");
      case READ_SENTINEL ->
          new Advice(
              "the server is a Sentinel, which monitors servers and stores no data",
              "configure the addresses of the servers instead; SENTINEL MASTERS and SENTINEL"
                  + " REPLICAS list them");
      case READ_NO_INFO ->
          new Advice(
              "the server does not know INFO, or its reply lacks fields that every server reports",
              "does a proxy (Envoy, twemproxy, Predixy) answer? Configure the addresses of the"
                  + " servers behind it. Was INFO renamed in redis.conf? The exporter needs it");
      case READ_TIMEOUT ->
          new Advice(
              "the node accepted the connection and did not answer in time",
              "the process hangs, or is busy with a slow command or script");
      case READ_CLOSED ->
          new Advice(
              "the server closed the connection before its replies were complete",
              "it restarted or crashed, or somebody ran CLIENT KILL: see its log");
      case READ_NOT_REDIS ->
          new Advice(
              "the reply does not conform to the Redis protocol",
              "does a proxy between exporter and server change the bytes?");
      case READ_TOO_LARGE ->
          new Advice(
              "more than 64 MiB in one scrape, or a line of more than 64 KiB; a real server never"
                  + " sends that much",
              "is the peer a Redis server? Does a proxy change the bytes?");
      case READ_LOADING ->
          new Advice("the node loads its dataset", "wait: the node is up after loading");
      case READ_BUSY ->
          new Advice(
              "a script has been running for longer than lua-time-limit",
              "wait until it ends, or run SCRIPT KILL (for a function, FUNCTION KILL)");
      case READ_NO_PERMISSION ->
          new Advice(
              "the user may not run a command, or not read a key",
              "give it the grants of docs/acl.md, on every node");
      case READ_PRIMARY_DOWN ->
          new Advice(
              "a replica without a link to its primary refuses to serve stale data",
              "check its primary, and the output of INFO replication");
      case READ_UNKNOWN_COMMAND ->
          new Advice(
              "the server does not know a command",
              "was the command renamed in redis.conf, or does a proxy block it?");
      case READ_WRONG_TYPE ->
          new Advice(
              "a key has a different type than configured for its queue",
              "TYPE returns the actual type; correct the setting type of the queue, or remove this"
                  + " setting");
      case READ_NO_GROUP ->
          new Advice(
              "the stream does not have the configured consumer group",
              "is the name correct? XINFO GROUPS lists the existing groups");
      case READ_REDIRECTED ->
          new Advice(
              "a key moved to another node, and moved again during the scrape",
              "this is temporary; during slot migrations the user needs +asking");
      case READ_CLUSTER_DOWN ->
          new Advice(
              "the node considers the cluster down and refuses commands on keys",
              "CLUSTER INFO and redis-cli --cluster check show the reason");
      case READ_ERROR_REPLY ->
          new Advice(
              "the server refused a command for another reason",
              "is it a cluster node? If not, set REDIS_CLUSTER_ENABLED to false, or remove it");
      case READ_OTHER ->
          new Advice(
              "the connection failed for another reason while reading",
              "the message has the reason");
      case PARSE_MALFORMED ->
          new Advice(
              "a reply contains a value that cannot be parsed; this value is omitted",
              "is the server newer than the tested versions, or a different product? Please"
                  + " report it, with the output of INFO");
    };
  }
}
