package graft.compiler.export.pt2;

/**
 * One entry of a zip archive, as the central directory describes it.
 *
 * @param name unique, relative, with {@code /} between folders
 * @param compressed whether its bytes are deflated; else they lie in the file as they are
 * @param crc CRC-32 of its content
 * @param storedSize bytes in the file
 * @param size bytes of its content
 * @param header where its local header starts in the file
 */
record ZipEntry(String name, boolean compressed, long crc, long storedSize, long size, long header) {}
