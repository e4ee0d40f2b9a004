package io.github.redisclusterexporter.check;

import io.github.redisclusterexporter.redis.Fault;

/**
 * What a fault means and what to do about it. docs/troubleshooting.md is written from this.
 *
 * @param meaning what was seen, as a clause
 * @param todo a question to look into, or what would be right
 */
record Advice(String meaning, String todo) {

  static Advice of(Fault fault) {
    return switch (fault) {
      case CONNECT_REFUSED ->
          new Advice(
              "nothing listens there",
              "is the server running, is the port right, does it bind to that address?");
      case CONNECT_TIMEOUT ->
          new Advice(
              "no answer to the connection",
              "a firewall, a process that hangs, or a node that announces an address that cannot be"
                  + " reached from here: see REDIS_ADDRESS_MAP");
      case CONNECT_UNKNOWN_HOST ->
          new Advice(
              "the name does not resolve",
              "from the exporter's machine or container, getent hosts NAME");
      case CONNECT_UNREACHABLE ->
          new Advice(
              "there is no route to the address",
              "is it an address of another network? If nodes announce it: see REDIS_ADDRESS_MAP");
      case CONNECT_TLS ->
          new Advice(
              "no agreement on TLS",
              "the log has the reason; for a certificate of your own authority set"
                  + " REDIS_TLS_CA_FILE, for names that do not match the certificate"
                  + " REDIS_TLS_SERVER_NAME");
      case CONNECT_CLOSED ->
          new Advice(
              "the connection was accepted and closed before the login was answered",
              "a proxy or load balancer with nothing behind it, a server that wants TLS or a client"
                  + " certificate, or one that is just stopping: its log tells");
      case CONNECT_NOT_REDIS ->
          new Advice(
              "something else listens there",
              "is it the bus port, or a web server? With TLS on the server, set REDIS_TLS");
      case CONNECT_MAX_CLIENTS ->
          new Advice(
              "the server is full",
              "raise maxclients, or find who holds the connections: CLIENT LIST");
      case CONNECT_PROTECTED_MODE ->
          new Advice(
              "a server without a password that is asked from another machine",
              "give it a password");
      case CONNECT_OTHER ->
          new Advice("the connection failed in another way", "the log has the reason");
      case AUTH_WRONG_PASSWORD ->
          new Advice(
              "user or password are not right on that node",
              "ACL users are not replicated: create the user on every node");
      case AUTH_PASSWORD_NEEDED ->
          new Advice(
              "the node wants a password",
              "set REDIS_PASSWORD_FILE or REDIS_PASSWORD, and REDIS_USERNAME for a user that is not"
                  + " the default one");
      case AUTH_PASSWORD_FILE ->
          new Advice(
              "the password file cannot be read, or has no password on its first line",
              "is it there, may the exporter's user read it? The log has the reason");
      case AUTH_OTHER ->
          new Advice(
              "the login was refused for another reason than a wrong password",
              "a server before 6.0 knows no users: leave REDIS_USERNAME out there");
      case READ_TIMEOUT ->
          new Advice(
              "connected, and no answer",
              "the process hangs, or is busy with a slow command or script");
      case READ_CLOSED ->
          new Advice(
              "the server hung up in the middle of its answers",
              "it restarts or crashed, or someone runs CLIENT KILL: look at its log");
      case READ_NOT_REDIS ->
          new Advice(
              "what came is not the Redis protocol",
              "is there anything in between that changes the bytes?");
      case READ_TOO_LARGE ->
          new Advice(
              "more than 64 MiB in one scrape, or a line of more than 64 KiB: no real server says"
                  + " that much",
              "is it Redis that listens there, and nothing in between that changes the bytes?");
      case READ_LOADING ->
          new Advice("the node loads its dataset", "wait: it is up when it is done");
      case READ_BUSY ->
          new Advice(
              "a script runs for longer than lua-time-limit",
              "wait for it, or SCRIPT KILL; FUNCTION KILL for a function");
      case READ_NO_PERMISSION ->
          new Advice(
              "the user may not run a command, or not read a key",
              "give it the grants of docs/acl.md, on every node");
      case READ_PRIMARY_DOWN ->
          new Advice(
              "a replica that lost its primary and serves no old data",
              "look at its primary, and at INFO replication");
      case READ_UNKNOWN_COMMAND ->
          new Advice(
              "the server does not know a command",
              "was it renamed in redis.conf, or does a proxy leave it out?");
      case READ_WRONG_TYPE ->
          new Advice(
              "a key has another type than its queue is configured with",
              "TYPE tells the type; mend type in the configuration, or leave it out");
      case READ_NO_GROUP ->
          new Advice(
              "the stream does not have the consumer group that is configured",
              "is the name right? XINFO GROUPS lists those that there are");
      case READ_REDIRECTED ->
          new Advice(
              "a key moved to another node and again while it was asked for",
              "it passes; while slots are moved the user needs +asking");
      case READ_CLUSTER_DOWN ->
          new Advice(
              "the node finds the cluster down and refuses commands on keys",
              "CLUSTER INFO and redis-cli --cluster check tell why");
      case READ_ERROR_REPLY ->
          new Advice(
              "the server refused a command for another reason",
              "is it a node of a cluster? Else set REDIS_CLUSTER_ENABLED to false, or leave it"
                  + " out");
      case READ_OTHER ->
          new Advice("the connection broke in another way", "the log has the reason");
      case PARSE_MALFORMED ->
          new Advice(
              "an answer came, and a value in it is not what it ought to be; that value is missing",
              "a server that is newer or other than those that are tested? Please report it, with"
                  + " what INFO says");
    };
  }
}
