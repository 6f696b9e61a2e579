#!/usr/bin/env python3
"""Runs exported models on PyTorch's own compiler, on ONNX Runtime and on Graft, one after another on the same cores, and
prints one table: compile time, first answer, steady latency and resident memory. Each measurement is a process of its own.

    pip install torch==2.9.0 onnxruntime onnx onnxscript     # into an environment of its own; any CPU build of torch will do
    python compare.py MODEL.pt2... [--threads N] [--repeat N] [--graft PATH] [--json FILE]

Each MODEL.pt2 has its inputs beside it, in MODEL.inputs.safetensors. What a peer cannot run is shown as a dash, with the reason
on standard error.
"""

import argparse
import json
import math
import os
import pathlib
import platform
import statistics
import subprocess
import sys
import tempfile
import time

PEERS = ("inductor", "onnxruntime", "graft")
ANSWERED = "answered"


def read_tensors(path):
    """The arrays of a safetensors file, by name: a header of JSON, then raw little-endian data."""
    import numpy

    types = {"F64": "f8", "F32": "f4", "F16": "f2", "I64": "i8", "I32": "i4", "I16": "i2", "I8": "i1", "U8": "u1", "BOOL": "?"}
    content = path.read_bytes()
    start = 8 + int.from_bytes(content[:8], "little")
    arrays = {}
    for name, entry in json.loads(content[8:start]).items():
        if name != "__metadata__":
            first, end = entry["data_offsets"]
            data = numpy.frombuffer(content[start + first : start + end], types[entry["dtype"]])
            arrays[name] = data.reshape(entry["shape"]).copy()
    return arrays


def read_inputs(model):
    """The inputs of MODEL.pt2 and of MODEL.core.pt2 are the same ones."""
    return read_tensors(model.with_name(model.name.removesuffix(".pt2").removesuffix(".core") + ".inputs.safetensors"))


def measure(run, repeat):
    """Runs once, says so, then repeats; the least and the median in milliseconds."""
    run()
    print(ANSWERED, flush=True)
    times = []
    for _ in range(repeat):
        start = time.perf_counter()
        run()
        times.append((time.perf_counter() - start) * 1e3)
    return {"min": min(times), "median": statistics.median(times)}


def inductor(model, threads, repeat):
    import torch

    torch.set_num_threads(threads)
    program = torch.export.load(model)
    arrays = read_inputs(model)
    flat = [torch.from_numpy(arrays[name]) for name in program.graph_signature.user_inputs]
    positional, named = torch.utils._pytree.tree_unflatten(flat, program.call_spec.in_spec)
    compiled = torch.compile(program.module())
    with torch.no_grad():
        start = time.perf_counter()
        compiled(*positional, **named)
        seconds = time.perf_counter() - start
        return {"compile": seconds, "latency": measure(lambda: compiled(*positional, **named), repeat)}


def convert(model, onnx):
    """Writes the model in ONNX's format, which no measurement counts."""
    import torch

    program = torch.export.load(model)
    torch.onnx.export(program, (), onnx, dynamo=True, verbose=False)


def onnxruntime(model, onnx, threads, repeat):
    import onnxruntime as ort

    options = ort.SessionOptions()
    options.intra_op_num_threads = threads
    start = time.perf_counter()
    session = ort.InferenceSession(onnx, options, providers=["CPUExecutionProvider"])
    arrays = read_inputs(model)
    inputs = {one.name: arrays[one.name] for one in session.get_inputs()}
    session.run(None, inputs)
    seconds = time.perf_counter() - start
    return {"compile": seconds, "latency": measure(lambda: session.run(None, inputs), repeat)}


def child(command, environment=None):
    """Runs a process: its output, seconds until its first line, and the most memory it had resident, in MB."""
    start = time.perf_counter()
    with tempfile.TemporaryFile("w+") as errors:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, text=True, env=environment)
        first = process.stdout.readline()
        answered = time.perf_counter() - start
        output = first + process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            errors.seek(0)
            raise RuntimeError((errors.read().strip().splitlines() or ["no reason given"])[-1])
    return output, answered, usage.ru_maxrss / 1024


def myself(*words):
    return [sys.executable, __file__, *map(str, words)]


def run_inductor(model, arguments, folder):
    cold = dict(os.environ, TORCHINDUCTOR_CACHE_DIR=tempfile.mkdtemp(dir=folder))
    command = myself("--child", "inductor", model, "--threads", arguments.threads, "--repeat", arguments.repeat)
    output, answered, memory = child(command, cold)
    return dict(json.loads(output.splitlines()[-1]), answer=answered, memory=memory)


def run_onnxruntime(model, arguments, folder):
    onnx = os.path.join(folder, model.stem + ".onnx")
    child(myself("--child", "convert", model, "--onnx", onnx))
    command = myself("--child", "onnxruntime", model, "--onnx", onnx, "--threads", arguments.threads)
    output, answered, memory = child(command + ["--repeat", str(arguments.repeat)])
    return dict(json.loads(output.splitlines()[-1]), answer=answered, memory=memory)


def run_graft(model, arguments, _):
    graft = [arguments.graft, "--threads", str(arguments.threads), "run", str(model), "--json"]
    output, answered, memory = child(graft)
    repeated, _, _ = child(graft + ["--repeat", str(arguments.repeat)])
    return {
        "compile": json.loads(output)["compileMillis"] / 1e3,
        "latency": json.loads(repeated)["latencyMillis"],
        "answer": answered,
        "memory": memory,
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("models", nargs="+", type=pathlib.Path, metavar="MODEL.pt2")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--repeat", type=int, default=2000)
    parser.add_argument("--graft", default=str(pathlib.Path(__file__).resolve().parents[2] / "graft"))
    parser.add_argument("--peers", default=",".join(PEERS), help="which to run, separated by commas")
    parser.add_argument("--json", type=pathlib.Path, help="keep all figures in this file")
    parser.add_argument("--child", help=argparse.SUPPRESS)
    parser.add_argument("--onnx", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.child:
        return work(arguments)
    runners = {"inductor": run_inductor, "onnxruntime": run_onnxruntime, "graft": run_graft}
    figures = {}
    with tempfile.TemporaryDirectory() as folder:
        for model in arguments.models:
            figures[model.stem] = {}
            for peer in arguments.peers.split(","):
                if sys.stderr.isatty():
                    print(f"\r\x1b[K{model.stem} on {peer}", end="", file=sys.stderr, flush=True)
                try:
                    figures[model.stem][peer] = runners[peer](model, arguments, folder)
                except (RuntimeError, ValueError, KeyError) as problem:
                    print(f"{model.stem}: {peer}: {problem}", file=sys.stderr)
            if arguments.json:
                arguments.json.write_text(json.dumps(figures, indent=1))
    table(figures, arguments)


def work(arguments):
    model = arguments.models[0]
    if arguments.child == "convert":
        convert(model, arguments.onnx)
    elif arguments.child == "inductor":
        print(json.dumps(inductor(model, arguments.threads, arguments.repeat)))
    else:
        print(json.dumps(onnxruntime(model, arguments.onnx, arguments.threads, arguments.repeat)))


def table(figures, arguments):
    print(f"{time.strftime('%Y-%m-%d')}, {os.cpu_count()} cores, {platform.machine()}, {arguments.threads} threads,"
          f" {arguments.repeat} runs; Inductor / ONNX Runtime / Graft\n")
    print("| model | compile, s | first answer, s | latency, ms (median) | resident, MB | latency: Graft to Inductor | to ONNX Runtime |")
    print("|---|---|---|---|---|---|---|")
    ratios = {"inductor": [], "onnxruntime": []}
    for model, peers in figures.items():
        cells = [model]
        for value in (lambda one: one["compile"], lambda one: one["answer"],
                      lambda one: one["latency"]["median"], lambda one: one["memory"]):
            cells.append(" / ".join(f"{value(peers[peer]):.3g}" if peer in peers else "–" for peer in PEERS))
        for other in ratios:
            if other in peers and "graft" in peers:
                ratio = peers["graft"]["latency"]["median"] / peers[other]["latency"]["median"]
                ratios[other].append(ratio)
                cells.append(f"{ratio:.2f}")
            else:
                cells.append("–")
        print("| " + " | ".join(cells) + " |")
    means = [f"{math.exp(statistics.fmean(map(math.log, all_))):.2f}" if all_ else "–" for all_ in ratios.values()]
    print("| geometric mean | | | | | " + " | ".join(means) + " |")


if __name__ == "__main__":
    main()
