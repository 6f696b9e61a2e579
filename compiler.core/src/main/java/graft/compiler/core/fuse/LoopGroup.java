package graft.compiler.core.fuse;

import graft.compiler.api.loop.Expression.Load;
import graft.compiler.api.loop.LoopNest;
import graft.compiler.api.schedule.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Nests in one kernel.
 *
 * @param shared how many loops they share, the first of each
 * @param members in order
 */
record LoopGroup(int shared, List<Member> members) {

  /** Generated code must stay small enough to be compiled well. */
  private static final int MOST_MEMBERS = 24;
  private static final int MOST_WORK = 400;
  /** Points that are enough to keep a machine's cores busy. */
  private static final long ENOUGH_POINTS = 16;
  /** Work so little that one core does it sooner than several begin. */
  private static final long LITTLE_WORK = 32_768;

  LoopGroup {
    members = List.copyOf(members);
  }

  /** A node's loops, the shared ones first. */
  record Member(Node.Single node, LoopNest nest) {

    boolean isReduction() {
      return nest.reduction().isPresent();
    }
  }

  /** One nest, all of whose loops may be shared. */
  static LoopGroup of(Member member) {
    return new LoopGroup(member.nest().extents().size(), List.of(member));
  }

  /** This group with one more nest that reads what it wrote, if their loops fit; empty if not. */
  Optional<LoopGroup> withReader(Member candidate, SizeHints hints) {
    for (Load load : Loads.of(candidate.nest().value())) {
      for (Member writer : members) {
        if (writer.nest().buffer().equals(load.buffer())) {
          Optional<LoopGroup> joined = align(writer.nest(), Linear.of(writer.nest().offset()), candidate, load, hints);
          if (joined.isPresent()) {
            return joined;
          }
        }
      }
    }
    return Optional.empty();
  }

  /** This group with one more nest that reads the same, if it has the same loops; empty if not. */
  Optional<LoopGroup> withSibling(Member candidate, SizeHints hints) {
    for (Load load : Loads.of(candidate.nest().value())) {
      for (Member reader : members) {
        for (Load own : Loads.of(reader.nest().value())) {
          if (own.buffer().equals(load.buffer())) {
            Optional<LoopGroup> joined = align(reader.nest(), Linear.of(own.offset()), candidate, load, hints)
                .filter(group -> group.isAsWideAs(this, candidate, hints));
            if (joined.isPresent()) {
              return joined;
            }
          }
        }
      }
    }
    return Optional.empty();
  }

  private Optional<LoopGroup> align(
      LoopNest member, Linear access, Member candidate, Load load, SizeHints hints) {
    var alignment = Alignment.of(
        new Alignment.Access(access, Axes.all(member), shared),
        new Alignment.Access(
            Linear.of(load.offset()), Axes.all(candidate.nest()), candidate.nest().extents().size()),
        hints);
    var joined = new ArrayList<Member>();
    members.forEach(one -> joined.add(new Member(one.node(), alignment.inGroup(one.nest()))));
    joined.add(new Member(candidate.node(), alignment.joining(candidate.nest())));
    var group = new LoopGroup(alignment.shared().size(), joined);
    return group.isWorthwhile(this, candidate, hints) && group.isRight(hints) ? Optional.of(group) : Optional.empty();
  }

  /** Whether the last member reads at each point only what the others wrote there. */
  private boolean isRight(SizeHints hints) {
    var proof = new SamePoint(shared, hints);
    LoopNest last = members.getLast().nest();
    for (Load load : Loads.of(last.value())) {
      for (Member writer : members.subList(0, members.size() - 1)) {
        if (writer.nest().buffer().equals(load.buffer()) && !proof.holds(writer.nest(), last, load.offset())) {
          return false;
        }
      }
    }
    return true;
  }

  private boolean isWorthwhile(LoopGroup before, Member candidate, SizeHints hints) {
    if (members.size() > MOST_MEMBERS || work() > MOST_WORK) {
      return false;
    }
    long points = points(hints);
    if (before.isPointwise() && !candidate.isReduction() && points < before.points(hints)) {
      return false;
    }
    boolean isNarrower = points < before.points(hints) || points < hints.points(candidate.nest().extents());
    long evaluations = members.stream().mapToLong(member -> hints.evaluations(member.nest())).sum();
    return !isNarrower || points >= ENOUGH_POINTS || evaluations <= LITTLE_WORK;
  }

  private boolean isAsWideAs(LoopGroup before, Member candidate, SizeHints hints) {
    long points = points(hints);
    return points == before.points(hints) && points == hints.points(candidate.nest().extents());
  }

  /** Whether every nest is done at each point of the shared loops once. */
  private boolean isPointwise() {
    return members.stream()
        .allMatch(member -> !member.isReduction() && member.nest().extents().size() == shared);
  }

  private long points(SizeHints hints) {
    return hints.points(members.getFirst().nest().extents().subList(0, shared));
  }

  private int work() {
    return members.stream().mapToInt(member -> Cost.of(member.nest().value()).work()).sum();
  }
}
