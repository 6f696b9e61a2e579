package graft.compiler.api.schedule;

/** What memory a buffer has of its own; the constants are TorchInductor's layouts. */
public enum Layout {
  /** Memory of its own, with size and strides decided. */
  FIXED("FixedLayout"),
  /** Memory of its own, strides still open. */
  FLEXIBLE("FlexibleLayout"),
  /** No memory: the result of an operator that returns nothing, or a mutation of a real buffer. */
  NONE("NoneLayout"),
  /** The memory of the buffer that it mutates. */
  MUTATION("MutationLayoutSHOULDREMOVE"),
  /** A tuple of results, each taken out by a buffer of its own. */
  MULTI_OUTPUT("MultiOutputLayout"),
  /** A view into another buffer's memory. */
  NON_OWNING("NonOwningLayout");

  private final String upstreamName;

  Layout(String upstreamName) {
    this.upstreamName = upstreamName;
  }

  /** The name of the layout's class in TorchInductor. */
  public String upstreamName() {
    return upstreamName;
  }
}
