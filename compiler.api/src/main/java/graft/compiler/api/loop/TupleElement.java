package graft.compiler.api.loop;

/**
 * Takes one result out of a call that makes several, or one that it allocates itself.
 *
 * @param tuple the buffer that stands for all results
 * @param position which one, from 0
 * @param result the buffer that it becomes
 */
public record TupleElement(String tuple, int position, TensorView result) implements Body {}
