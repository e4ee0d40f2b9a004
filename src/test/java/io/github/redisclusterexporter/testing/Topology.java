package io.github.redisclusterexporter.testing;

import io.github.redisclusterexporter.net.HostPort;
import java.util.ArrayList;
import java.util.List;

/**
 * A made-up cluster and the replies of its nodes to CLUSTER NODES.
 *
 * @param members in the order in which they are listed
 */
public record Topology(List<Member> members) {
  private static final int SLOTS = 16384;

  public Topology {
    members = List.copyOf(members);
  }

  /**
   * A node as the others see it.
   *
   * @param id 40 hexadecimal digits
   * @param address as in CLUSTER NODES; the bus port may be omitted
   * @param flags without {@code myself}
   * @param primary id, or {@code -}
   * @param slots as in CLUSTER NODES; may be empty
   * @param epoch its config epoch
   */
  public record Member(
      String id, String address, String flags, String primary, String slots, long epoch) {

    public Member(String id, String address, String flags, String primary, String slots) {
      this(id, address, flags, primary, slots, 1);
    }

    public static Member primary(int number, String slots) {
      return new Member(idOf(number), addressOf(number), "master", "-", slots);
    }

    public static Member replica(int number, int primary) {
      return new Member(idOf(number), addressOf(number), "slave", idOf(primary), "");
    }

    public Member flagged(String others) {
      return new Member(id, address, others, primary, slots, epoch);
    }

    public Member at(String other) {
      return new Member(id, other, flags, primary, slots, epoch);
    }

    public Member inEpoch(long other) {
      return new Member(id, address, flags, primary, slots, other);
    }

    private void appendTo(StringBuilder reply, boolean isMyself) {
      reply.append(id).append(' ').append(address);
      reply.append(address.contains("@") ? " " : "@1 ");
      reply.append(isMyself ? "myself," : "").append(flags).append(' ').append(primary);
      reply.append(" 0 1795392195963 ").append(epoch).append(" connected");
      reply.append(slots.isEmpty() ? "" : " ").append(slots).append('\n');
    }
  }

  /** The id of the node with that number. */
  public static String idOf(int number) {
    String digits = Integer.toHexString(number);
    return "0".repeat(40 - digits.length()) + digits;
  }

  /** The address of the node with that number. */
  public static String addressOf(int number) {
    return "10.0.0." + number + ":6379";
  }

  public static HostPort hostPort(int number) {
    return HostPort.parse(addressOf(number));
  }

  /**
   * Numbers 1 to {@code primaries} are the primaries, followed by their replicas in the same order.
   */
  public static Topology of(int primaries, int replicasEach) {
    List<Member> members = new ArrayList<>();
    for (int i = 0; i < primaries; i++) {
      int first = i * SLOTS / primaries;
      int last = (i + 1) * SLOTS / primaries - 1;
      members.add(Member.primary(i + 1, first + "-" + last));
    }
    for (int i = 0; i < primaries * replicasEach; i++) {
      members.add(Member.replica(primaries + i + 1, i % primaries + 1));
    }
    return new Topology(members);
  }

  /** The same cluster after CLUSTER FORGET of a node on all others. */
  public Topology without(int number) {
    String id = idOf(number);
    return new Topology(members.stream().filter(member -> !member.id().equals(id)).toList());
  }

  /** The same cluster with a member replaced, or added if it is new. */
  public Topology with(Member changed) {
    List<Member> all = new ArrayList<>(members);
    all.removeIf(member -> member.id().equals(changed.id()));
    all.add(changed);
    return new Topology(all);
  }

  public Member member(int number) {
    String id = idOf(number);
    return members.stream().filter(member -> member.id().equals(id)).findFirst().orElseThrow();
  }

  /** The reply of a node to CLUSTER NODES. */
  public String seenBy(int number) {
    String id = idOf(number);
    StringBuilder reply = new StringBuilder();
    members.forEach(member -> member.appendTo(reply, member.id().equals(id)));
    return reply.toString();
  }
}
