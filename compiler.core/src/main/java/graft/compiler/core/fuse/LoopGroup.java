package graft.compiler.core.fuse;

import graft.compiler.api.loop.Expression.Load;
import graft.compiler.api.loop.Index;
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
  private static final long ENOUGH_POINTS = 8;
  /** Work so little that one core does it sooner than several begin. */
  private static final long LITTLE_WORK = 32_768;

  LoopGroup {
    members = List.copyOf(members);
  }

  /** A node's loops, the shared ones first. */
  record Member(Node.Single node, MeasuredNest measured) {

    LoopNest nest() {
      return measured.nest();
    }

    boolean isReduction() {
      return nest().reduction().isPresent();
    }

    /** The same node with its loops in another form. */
    Member with(LoopNest nest) {
      return nest.equals(nest()) ? this : new Member(node, MeasuredNest.of(nest));
    }
  }

  /** One nest, all of whose loops may be shared. */
  static LoopGroup of(Member member) {
    return new LoopGroup(member.nest().extents().size(), List.of(member));
  }

  /** This group with one more nest that reads what it wrote, if their loops fit; empty if not. */
  Optional<LoopGroup> withReader(Member candidate, SizeHints hints) {
    if (isFull(candidate)) {
      return Optional.empty();
    }
    for (Load load : candidate.measured().loads()) {
      for (Member writer : members) {
        if (writer.nest().buffer().equals(load.buffer())) {
          Optional<LoopGroup> joined = align(writer, Linear.of(writer.nest().offset()), candidate, load, hints);
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
    if (isFull(candidate) || points(hints) != hints.points(candidate.nest().extents())) {
      return Optional.empty();
    }
    for (Load load : candidate.measured().loads()) {
      for (Member reader : members) {
        for (Load own : reader.measured().loads(load.buffer())) {
          Optional<LoopGroup> joined = align(reader, Linear.of(own.offset()), candidate, load, hints)
              .filter(group -> group.points(hints) == points(hints));
          if (joined.isPresent()) {
            return joined;
          }
        }
      }
    }
    return Optional.empty();
  }

  private boolean isFull(Member candidate) {
    int work = candidate.measured().work() + members.stream().mapToInt(member -> member.measured().work()).sum();
    return members.size() >= MOST_MEMBERS || work > MOST_WORK;
  }

  private Optional<LoopGroup> align(
      Member member, Linear access, Member candidate, Load load, SizeHints hints) {
    var alignment = Alignment.of(
        new Alignment.Access(access, Axes.all(member.nest()), shared),
        new Alignment.Access(
            Linear.of(load.offset()), Axes.all(candidate.nest()), candidate.nest().extents().size()),
        hints);
    if (!isWorthwhile(alignment.shared(), candidate, hints)) {
      return Optional.empty();
    }
    var joined = new ArrayList<Member>();
    members.forEach(one -> joined.add(one.with(alignment.inGroup(one.nest()))));
    joined.add(candidate.with(alignment.joining(candidate.nest())));
    var group = new LoopGroup(alignment.shared().size(), joined);
    return group.isRight(hints) && group.keepsRuns(this, candidate, hints) ? Optional.of(group) : Optional.empty();
  }

  /** Whether the last member reads at each point only what the others wrote there. */
  private boolean isRight(SizeHints hints) {
    var proof = new SamePoint(shared, hints);
    Member last = members.getLast();
    for (Member writer : members.subList(0, members.size() - 1)) {
      for (Load load : last.measured().loads(writer.nest().buffer())) {
        if (!proof.holds(writer.nest(), last.nest(), load.offset())) {
          return false;
        }
      }
    }
    return true;
  }

  /** Whether enough can still be done at the same time. */
  private boolean isWorthwhile(List<Index> joint, Member candidate, SizeHints hints) {
    long points = hints.points(joint);
    if (isPointwise() && !candidate.isReduction() && points < points(hints)) {
      return false;
    }
    boolean isNarrower = points < points(hints) || points < hints.points(candidate.nest().extents());
    long evaluations = hints.evaluations(candidate.nest());
    for (Member member : members) {
      evaluations += hints.evaluations(member.nest());
    }
    return !isNarrower || points >= ENOUGH_POINTS || evaluations <= LITTLE_WORK;
  }

  /**
   * Whether the loops that go through memory element by element stay long where they were: such loops are done by vectors. Loops
   * that become a nest's own while the shared ones go on in memory break them up.
   */
  private boolean keepsRuns(LoopGroup before, Member candidate, SizeHints hints) {
    Member last = members.getLast();
    if (before.isPointwise() && !candidate.isReduction()) {
      return last.nest().extents().size() == shared || Runs.inner(last.nest(), shared, hints) > 1;
    }
    for (int i = 0; i < before.members.size(); i++) {
      LoopNest old = before.members.get(i).nest();
      LoopNest now = members.get(i).nest();
      if (Runs.length(now, hints) < Math.min(Runs.length(old, hints), Runs.LONG)) {
        return false;
      }
    }
    return true;
  }

  /** Whether every nest is done at each point of the shared loops once. */
  private boolean isPointwise() {
    return members.stream()
        .allMatch(member -> !member.isReduction() && member.nest().extents().size() == shared);
  }

  private long points(SizeHints hints) {
    return hints.points(members.getFirst().nest().extents().subList(0, shared));
  }
}
