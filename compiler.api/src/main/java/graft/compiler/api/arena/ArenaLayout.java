package graft.compiler.api.arena;

import java.util.List;

/**
 * Where buffers lie.
 *
 * @param offsets of the buffers, in the problem's order
 * @param height bytes up to the end of the highest buffer
 * @param lowerBound no layout has a smaller height
 * @param proof how the lower bound was found
 */
public record ArenaLayout(List<Long> offsets, long height, long lowerBound, Proof proof) {

  /** How a lower bound was found. */
  public enum Proof {
    /** As many bytes are live at one step, or end at a fixed offset. */
    LIVE("live bytes"),
    /** A search of all layouts ended without a smaller one. */
    SEARCH("search");

    private final String description;

    Proof(String description) {
      this.description = description;
    }

    /** In a word or two, for people. */
    public String description() {
      return description;
    }
  }

  public ArenaLayout {
    offsets = List.copyOf(offsets);
  }

  /** Whether no layout is smaller. */
  public boolean isOptimal() {
    return height == lowerBound;
  }

  /** Whether nothing fits an arena of that size, which is proved. */
  public boolean excludes(long capacity) {
    return lowerBound > capacity;
  }
}
