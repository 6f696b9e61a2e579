package graft.compiler.itest;

import graft.compiler.api.read.ScheduleReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A graph that PyTorch 2.9.0 scheduled twice: as it was released, and with the fixes. */
record StoredCase(String name) {

  private static final String FOLDER = "testdata/schedules";
  private static final String FIXED = ".fixed.json.gz";

  /** All of them, by name. */
  static List<StoredCase> all() {
    return Checkout.list(Checkout.path(FOLDER), "", FIXED).stream()
        .map(file -> file.getFileName().toString()).map(name -> new StoredCase(name.replace(FIXED, ""))).toList();
  }

  Path stock() {
    Path file = Checkout.path(FOLDER).resolve(name + ".stock.json.gz");
    if (!Files.exists(file)) {
      throw new IllegalStateException("no twin: " + file);
    }
    return file;
  }

  Path fixed() {
    return Checkout.path(FOLDER).resolve(name + FIXED);
  }

  /** Whether 2.9.0 as it was released died of it. */
  boolean died(ScheduleReader reader) {
    return reader.read(stock()).lines().isEmpty();
  }

  @Override
  public String toString() {
    return name;
  }
}
