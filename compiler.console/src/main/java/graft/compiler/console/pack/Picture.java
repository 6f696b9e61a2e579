package graft.compiler.console.pack;

import graft.compiler.api.arena.ArenaBuffer;
import graft.compiler.api.arena.ArenaLayout;
import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Draws a layout: steps from left to right, offsets from the bottom up. A buffer tells about itself where the pointer rests. */
record Picture(List<ArenaBuffer> buffers, ArenaLayout layout) {

  private static final double WIDTH = 1200;
  private static final double HEIGHT = 800;
  /** What XML 1.0 has no way to write. */
  private static final Pattern NO_XML =
      Pattern.compile("[^\\t\\n\\r\\x20-\\uD7FF\\uE000-\\uFFFD\\x{10000}-\\x{10FFFF}]");

  /** Writes it as SVG. */
  void write(Writer writer) throws IOException {
    long first = buffers.stream().mapToLong(ArenaBuffer::start).min().orElse(0);
    long end = buffers.stream().mapToLong(ArenaBuffer::end).max().orElse(1);
    double across = WIDTH / Math.max(end - first, 1);
    double up = HEIGHT / Math.max(layout.height(), 1);
    writer.write(String.format(Locale.ROOT, "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %.0f %.0f\">%n",
        WIDTH, HEIGHT));
    writer.write("<style>rect{stroke:#333;stroke-width:.5}</style>\n");
    for (int i = 0; i < buffers.size(); i++) {
      ArenaBuffer buffer = buffers.get(i);
      long offset = layout.offsets().get(i);
      writer.write(String.format(Locale.ROOT,
          "<g fill=\"hsl(%d 60%% 75%%)\"><title>%s: steps %d to %d, %d bytes at %d</title>%n",
          i * 137L % 360, escaped(buffer.id()), buffer.start(), buffer.end(), buffer.size(), offset));
      long from = buffer.start();
      for (ArenaBuffer.Gap gap : buffer.gaps()) {
        rectangle(writer, (from - first) * across, (gap.start() - from) * across, offset * up, buffer.size() * up);
        rectangle(writer, (gap.start() - first) * across, (gap.end() - gap.start()) * across, (offset + gap.low()) * up,
            (gap.high() - gap.low()) * up);
        from = gap.end();
      }
      rectangle(writer, (from - first) * across, (buffer.end() - from) * across, offset * up, buffer.size() * up);
      writer.write("</g>\n");
    }
    writer.write("</svg>\n");
  }

  private static void rectangle(Writer writer, double x, double width, double bottom, double height)
      throws IOException {
    if (width > 0 && height > 0) {
      writer.write(String.format(Locale.ROOT, "<rect x=\"%.2f\" y=\"%.2f\" width=\"%.2f\" height=\"%.2f\"/>%n", x,
          HEIGHT - bottom - height,
          width, height));
    }
  }

  private static String escaped(String text) {
    return NO_XML.matcher(text).replaceAll("\uFFFD").replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
