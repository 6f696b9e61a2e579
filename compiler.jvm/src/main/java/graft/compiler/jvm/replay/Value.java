package graft.compiler.jvm.replay;

import java.util.List;
import java.util.SequencedMap;

/** What a name of a function stands for while the plan is gone through. */
sealed interface Value {

  /** Memory. */
  record Memory(Block block) implements Value {}

  /** The results of a call. */
  record Results(List<Block> blocks) implements Value {}

  /** The arguments of a partition function, until it is called. */
  record Arguments(SequencedMap<String, Value> byName) implements Value {}
}
