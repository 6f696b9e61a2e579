package graft.compiler.api.model;

/** What the exporter knows of a value of the graph. */
public sealed interface ValueMeta permits TensorMeta, SymInt, SymFloat, SymBool {}
