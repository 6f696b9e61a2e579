package graft.compiler.api.loop;

/** What a single node of a schedule computes. */
public sealed interface Body permits LoopNest, ExternCall, DeviceCopy, TupleElement, NoComputation {}
