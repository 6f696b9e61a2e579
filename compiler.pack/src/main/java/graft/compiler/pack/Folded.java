package graft.compiler.pack;

import graft.compiler.api.arena.ArenaBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * Blocks that buffers were joined to. By number of the block; smaller numbers than {@code count} are buffers.
 *
 * @param count of buffers
 * @param alignment of all of them
 * @param wholes those that together are all buffers, to be laid out
 * @param start when a block starts, numbered as in the instance
 * @param end when it ends
 * @param size its bytes
 * @param parts what it is made of
 * @param rises how far each part is above its bottom
 */
@SuppressWarnings("ArrayRecordComponent") // made once, read by the search that made it
record Folded(int count, long alignment, int[] wholes, int[] start, int[] end, long[] size, int[][] parts,
    long[][] rises) {

  /** What is to be laid out, as buffers in the order of {@link #unfold}; times are numbered as in the instance. */
  List<ArenaBuffer> buffers() {
    return Arrays.stream(wholes)
        .mapToObj(b -> ArenaBuffer.of(Integer.toString(b), start[b], end[b], size[b], alignment))
        .toList();
  }

  /** Offsets of all buffers from those of the blocks. */
  long[] unfold(long[] offsets) {
    long[] all = new long[count];
    for (int i = 0; i < wholes.length; i++) {
      place(wholes[i], offsets[i], all);
    }
    return all;
  }

  private void place(int block, long offset, long[] all) {
    if (block < count) {
      all[block] = offset;
    } else {
      for (int i = 0; i < parts[block].length; i++) {
        place(parts[block][i], offset + rises[block][i], all);
      }
    }
  }
}
