package graft.compiler.api.loop;

/** What a node of a schedule computes. */
public sealed interface Body
    permits LoopNest, FusedLoops, ExternCall, FusedCall, DeviceCopy, TupleElement, NoComputation {}
