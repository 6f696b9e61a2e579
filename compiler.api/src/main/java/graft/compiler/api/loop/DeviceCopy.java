package graft.compiler.api.loop;

/**
 * Copies a tensor to another device.
 *
 * @param source what is copied
 * @param target where to, of the same type and sizes
 */
public record DeviceCopy(TensorView source, TensorView target) implements Body {}
