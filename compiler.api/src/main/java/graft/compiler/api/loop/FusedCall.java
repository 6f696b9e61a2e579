package graft.compiler.api.loop;

import graft.compiler.api.schedule.Node;

/**
 * A call and what is done to each element of its result, the body of a {@link Node.Fused}. The call's own result has no memory:
 * nothing but the epilogue reads it, each element where it writes that element's value.
 *
 * @param call a call that writes into memory allocated before it
 * @param epilogue a nest without reduction that writes a tensor of the same type, sizes and strides as the call's result
 */
public record FusedCall(ExternCall call, LoopNest epilogue) implements Body {}
