package graft.compiler.export.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The text of a small schedule that has a bit of everything, to be spoilt. */
final class SmallSchedule {

  static final String JSON = """
      {
        "format": "inductor-schedule",
        "formatVersion": 1,
        "torch": "2.9.0+cu128",
        "case": "small",
        "config": {"cudagraphs": true, "allowBufferReuse": true, "customShouldPartitionOps": ["graph::attention"]},
        "schedule": {
          "nodes": [
            {"name": "op0", "outputs": ["buf0"], "reads": [{"kind": "StarDep", "buffer": "arg0"}],
             "writes": [{"kind": "StarDep", "buffer": "buf0"}], "unmet": [], "lastUsage": [], "device": "cuda:0", "gpu": true,
             "operation": "ExternKernelOut", "op": {"packet": "aten::mm", "overload": "out"},
             "unbackedBindings": false, "cudagraphUnsafe": false},
            {"name": "op3", "outputs": ["buf3"], "reads": [{"kind": "StarDep", "buffer": "buf2"}],
             "writes": [{"kind": "StarDep", "buffer": "buf3"}], "unmet": ["buf2"], "lastUsage": ["buf2"],
             "device": "cuda:0", "gpu": true, "operation": "FallbackKernel",
             "op": {"packet": "graph::attention", "overload": "default"}, "originNode": true,
             "unbackedBindings": false, "cudagraphUnsafe": false},
            {"name": "op1_op2", "outputs": ["buf1", "buf2"], "reads": [{"kind": "MemoryDep", "buffer": "buf0"}],
             "writes": [{"kind": "MemoryDep", "buffer": "buf1"}, {"kind": "MemoryDep", "buffer": "buf2"}],
             "unmet": ["buf0"], "lastUsage": ["buf0", "arg0"], "device": "cuda:0", "gpu": true, "nodes": [
               {"name": "op1", "outputs": ["buf1"], "reads": [{"kind": "MemoryDep", "buffer": "buf0"}],
                "writes": [{"kind": "MemoryDep", "buffer": "buf1"}], "unmet": ["buf0"], "lastUsage": [],
                "device": "cuda:0", "gpu": true, "operation": "ComputedBuffer",
                "unbackedBindings": false, "cudagraphUnsafe": false},
               {"name": "op2", "outputs": ["buf2"], "reads": [{"kind": "MemoryDep", "buffer": "buf1"}],
                "writes": [{"kind": "MemoryDep", "buffer": "buf2"}], "unmet": ["buf1"], "lastUsage": [],
                "device": "cuda:0", "gpu": true, "operation": "ComputedBuffer",
                "unbackedBindings": false, "cudagraphUnsafe": false}]}
          ],
          "buffers": {
            "buf0": {"kind": "ExternKernelOut", "layout": "FixedLayout", "device": "cuda:0", "dtype": "float32",
                     "size": [16, 128], "stride": [128, 1], "bytes": 8192, "storageBytes": 8192, "storageElements": "2048",
                     "aligned": true, "aliases": [], "mutates": [], "users": [["op1", false]]},
            "buf1": {"kind": "ComputedBuffer", "layout": "FixedLayout", "device": "cuda:0", "dtype": "float32",
                     "size": [16], "stride": [1], "bytes": 64, "storageBytes": 64, "storageElements": "16",
                     "aligned": true, "aliases": [], "mutates": [], "users": [["op2", false]]},
            "buf2": {"kind": "ComputedBuffer", "layout": "MutationLayoutSHOULDREMOVE", "device": "cuda:0",
                     "aligned": true, "aliases": [], "mutates": ["arg0"], "users": [["op3", false]]},
            "buf3": {"kind": "FallbackKernel", "layout": "FixedLayout", "device": "cuda:0", "dtype": "float32",
                     "size": [16], "stride": [1], "bytes": 64, "storageBytes": 64, "storageElements": "16",
                     "aligned": true, "aliases": ["buf0"], "mutates": [], "users": [["OUTPUT", false]]}
          },
          "inputs": {
            "arg0": {"kind": "TensorBox", "layout": "FixedLayout", "device": "cuda:0", "dtype": "float32",
                     "size": [16, 128], "stride": [128, 1], "bytes": 8192, "storageBytes": 8192, "storageElements": "2048"}
          },
          "constants": ["constant0"],
          "outputs": ["buf3"],
          "mutationRealName": {"buf2": "arg0"}
        },
        "reorder": {
          "before": ["op0", "op1_op2", "op3"],
          "allocated": {"buf0": [8192, 8192], "buf1": [64, 64], "buf2": [0, 0], "buf3": [64, 64]}
        },
        "wrappers": [
          {"partition": "partition_0", "removedBuffers": ["buf1"], "before": [
            {"line": "allocate", "buffer": "buf0", "step": 0, "type": "ExternKernelOut"},
            {"line": "extern", "buffer": "buf0", "kernel": "mm", "args": ["arg0", "constant0"], "allocates": false},
            {"line": "kernel", "kernel": "triton", "args": ["buf0", "buf1"]},
            {"line": "freeIfNotReused", "buffer": "buf0", "step": 1, "reused": false, "reusable": true},
            {"line": "null"}
          ]},
          {"partition": null, "removedBuffers": [], "before": [
            {"line": "partitionArguments", "index": 0, "buffers": ["arg0"]},
            {"line": "partitionCall", "index": 0, "buffers": ["buf2"]},
            {"line": "delete", "buffers": ["partition0_args"]},
            {"line": "extern", "buffer": "buf3", "kernel": "attention", "args": ["buf2"], "allocates": true},
            {"line": "free", "buffer": "arg0"}
          ]}
        ]
      }
      """;

  private SmallSchedule() {}

  /** Writes the schedule with {@code to} where {@code from} stood first. */
  static Path write(Path folder, String from, String to) throws IOException {
    int start = JSON.indexOf(from);
    assertThat(start).as(from).isNotNegative();
    return Files.writeString(folder.resolve("small.json"),
        JSON.substring(0, start) + to + JSON.substring(start + from.length()));
  }
}
