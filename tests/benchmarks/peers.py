"""This model compared with JoeyNMT and OpenNMT-py: training, decoding, quality on one machine.

    python tests/benchmarks/peers.py --install --work /tmp/peers --train a.tsv b.tsv:2 \
        --dev dev.tsv --test test.tsv [--pieces 400000] [--languages en-fr] [--size small] [--json]

Each peer has a separate environment, DIR/joeynmt or DIR/opennmt, which --install makes:

    python3 -m venv DIR/joeynmt
    DIR/joeynmt/bin/pip install torch==2.13.0 joeynmt==2.3.0 importlib_metadata
    python3 -m venv DIR/opennmt
    DIR/opennmt/bin/pip install torch==2.13.0 OpenNMT-py==3.0.4

Both are older than this torch. JoeyNMT passes its scheduler an argument that torch no longer has:
this script removes that line from builders.py. OpenNMT-py's checkpoints contain more than
tensors: an environment variable makes torch load them.

The systems run one after the other. They train on the same pairs and pieces, with the same
learning rates, Adam, dropout and gradient norm, until each has seen the same number of real target
pieces: without padding, with end marks, without label smoothing and without validation. Timing
starts after a twentieth of them. Then each decodes the test set with three batch sizes, of which
the fastest counts; loading is not timed. BLEU is that of `attention_core.evaluation.metrics` on
plain text for all. The remaining differences are in DIFFERENCES and are printed. Nothing else
should run on the machine; the load average is recorded.
"""

import argparse
import dataclasses
import json
import os
import platform
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(ROOT))

from peers_data import Prepared, prepare
from peers_tables import print_tables
from peers_task import BEAMS, SETS, Task, read_lines

from attention_core.config import ModelConfig, TrainConfig
from attention_core.data.corpus import weighted_file
from attention_core.data.pairs import read_pairs
from attention_core.evaluation.metrics import measure
from attention_core.text.languages import ENGLISH_HINDI, LanguagePair
from attention_core.training.recipe import SIZES

PACKAGES = {
    "joeynmt": ("torch==2.13.0", "joeynmt==2.3.0", "importlib_metadata"),
    "opennmt": ("torch==2.13.0", "OpenNMT-py==3.0.4"),
}
SYSTEMS = ("ours", *PACKAGES)
DROPPED = '"verbose": False,'  # the argument that torch no longer has
WARM_UP = 300  # updates, but at most a tenth of the run
DIFFERENCES = (
    "ours computes c_i from s_{i-1} and y_{i-1}, before the cell; both peers compute it from s_i, "
    "after the cell, with input feeding (Luong's order)",
    "the attention's hidden layer has a size of its own in ours, that of s_i in the peers",
    "the layer before the output layer, as large as s_i in all, has the inputs s_i, c_i and "
    "y_{i-1} in ours, s_i and c_i in the peers",
    "dropout: ours on embeddings, h_j, the encoder's final state and before the output layer; "
    "JoeyNMT on embeddings and before its attentional layer; OpenNMT-py on embeddings and after it",
    "weights are initialized by each system's own recipe",
    "batches: ours of equal length, counted in target pieces; JoeyNMT's of a fixed number of "
    "sentences, unsorted; OpenNMT-py's of equal length, counted by the longer side, without "
    "a source sentence that is in the batch already; all hold about as many real pieces",
    "Adam: ours is torch's fused one, the peers' is not",
    "decoding: ours sorts the sentences by length and tokenizes them within the measured time; the "
    "peers get them unsorted, in pieces. A translation has at most 2 J + 12 pieces in ours; in the "
    "peers, as many as that allows the longest sentence. All divide a hypothesis' score by its "
    "length, but JoeyNMT by ((5 + I) / 6)",
)


def interpreter(system: str, *, work: Path) -> str:
    """Path of the Python interpreter that runs a system."""
    return sys.executable if system == "ours" else str(work / system / "bin" / "python")


def install(system: str, *, work: Path) -> None:
    """Make a peer's environment, if there is none, and install its packages."""
    if not Path(interpreter(system, work=work)).exists():
        subprocess.run([sys.executable, "-m", "venv", work / system], check=True)
    pip = [interpreter(system, work=work), "-m", "pip", "install", "--quiet", *PACKAGES[system]]
    subprocess.run(pip, check=True, stdout=sys.stderr)


def patched(source: str) -> str:
    """JoeyNMT's builders.py without the argument that torch no longer has."""
    return "".join(line for line in source.splitlines(keepends=True) if line.strip() != DROPPED)


def patch(*, work: Path) -> None:
    """Remove the line from the installed file, and report it."""
    for path in (work / "joeynmt").glob("lib/python*/site-packages/joeynmt/builders.py"):
        source = path.read_text(encoding="utf-8")
        if patched(source) != source:
            path.write_text(patched(source), encoding="utf-8")
            report(f"removed {DROPPED} from {path}")


def make_task(*, prepared: Prepared, options: argparse.Namespace, config: TrainConfig) -> Task:
    """The task of all systems: our sizes and rates, and batches of about as many real pieces."""
    sizes = ModelConfig(
        kind="attention",
        source_vocabulary=prepared.source_pieces,
        target_vocabulary=prepared.target_pieces,
        **{**SIZES[options.size], "lexical_output": False},  # the peers have none
    )
    updates = options.pieces / config.batch_tokens
    return Task(
        folder=options.work / "runs",
        data=options.work / "data",
        pieces=options.pieces,
        batch_tokens=config.batch_tokens,
        batch_sentences=max(1, round(config.batch_tokens / prepared.mean_target)),
        batch_longest=round(config.batch_tokens * prepared.mean_longest / prepared.mean_target),
        longest=config.max_pieces,
        limit=prepared.limit,
        source_pieces=prepared.source_pieces,
        target_pieces=prepared.target_pieces,
        embedding=sizes.embedding,
        encoder=sizes.encoder,
        decoder=sizes.decoder,
        attention=sizes.attention,
        dropout=sizes.dropout,
        learning_rate=options.learning_rate,
        final_rate=config.final_rate,
        warmup=min(0.1, options.warmup / updates),
        clip=config.clip,
        seed=config.seed,
        threads=options.threads,
    )


def run_system(system: str, *, task: Task, work: Path) -> dict[str, Any]:
    """Train and decode with one system; return its measurements, quality and the load before.

    Raises:
        RuntimeError: the system failed; the message has the end of its log.
    """
    task = dataclasses.replace(task, folder=task.folder / system)
    path = task.write()
    load = round(os.getloadavg()[0], 2)
    environment = {
        **os.environ,
        **dict.fromkeys(("OMP_NUM_THREADS", "MKL_NUM_THREADS"), str(task.threads)),
        "CUDA_VISIBLE_DEVICES": "",
        "TORCH_FORCE_NO_WEIGHTS_ONLY_LOAD": "1",
    }
    script = HERE / f"peers_{system}.py"
    result: dict[str, Any] = {"load_before": load}
    for step, name in (("train", "training"), ("decode", "decoding")):
        report(f"{system}: {step}")
        measurements, log = task.folder / f"{name}.json", task.folder / f"{name}.log"
        measurements.unlink(missing_ok=True)  # of an earlier run
        with log.open("wb") as output:
            done = subprocess.run(
                [interpreter(system, work=work), script, step, path],
                env=environment,
                cwd=task.folder,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        if done.returncode:
            end = "\n".join(log.read_text(encoding="utf-8", errors="replace").split("\n")[-15:])
            raise RuntimeError(f"{system} could not {step}; the end of {log}:\n{end}")
        result[name] = json.loads(measurements.read_text(encoding="utf-8"))
    return result | {"quality": quality(task)}


def quality(task: Task) -> dict[str, dict[str, Any]]:
    """BLEU and chrF++ of a system, by set and beam: "test.1", "test.5", "dev.5"."""
    by_file = {}
    for name in SETS:
        references = [pair.target for pair in read_pairs(task.data / f"{name}.tsv")]
        for path in sorted(task.folder.glob(f"{name}.*.txt")):
            scores = measure(hypotheses=read_lines(path), references=references)
            by_file[path.stem] = {"n": len(references), **dataclasses.asdict(scores)}
    return by_file


def speeds(system: Mapping[str, Any]) -> dict[str, float]:
    """The three rates by which systems are compared."""
    rows = {row["beam"]: row["sentences_per_second"] for row in system["decoding"]["rows"]}
    return {
        "training": system["training"]["pieces_per_second"],
        **{f"beam {beam}": rows[beam] for beam in BEAMS},
    }


def ratios(systems: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """Our rates divided by the fastest peer's; our BLEU minus the best peer's."""
    peers = [name for name in systems if name != "ours"]
    if "ours" not in systems or not peers:
        return {}
    comparisons: dict[str, dict[str, Any]] = {}
    for name, ours in speeds(systems["ours"]).items():
        fastest = max(peers, key=lambda peer: speeds(systems[peer])[name])
        ratio = round(ours / speeds(systems[fastest])[name], 2)
        comparisons[name] = {"fastest_peer": fastest, "ratio": ratio}
    for name, scores in systems["ours"]["quality"].items():
        best = max(peers, key=lambda peer: systems[peer]["quality"][name]["bleu"])
        difference = scores["bleu"] - systems[best]["quality"][name]["bleu"]
        comparisons[f"BLEU {name}"] = {"best_peer": best, "difference": round(difference, 2)}
    return comparisons


def machine() -> dict[str, Any]:
    """The machine that everything ran on."""
    cpu = Path("/proc/cpuinfo")
    lines = cpu.read_text(encoding="utf-8").split("\n") if cpu.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return {
        "processor": names[0] if names else platform.processor() or platform.machine(),
        "cores": os.cpu_count(),
        "system": platform.platform(),
        "python": platform.python_version(),
    }


def report(line: str) -> None:
    """Print a line of progress on standard error; standard output is for the result."""
    print(line, file=sys.stderr, flush=True)


def parse_options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--train", nargs="+", required=True, metavar="FILE[:WEIGHT]")
    parser.add_argument("--dev", type=Path, required=True, metavar="FILE")
    parser.add_argument("--test", type=Path, required=True, metavar="FILE")
    parser.add_argument("--work", type=Path, required=True, metavar="DIR")
    parser.add_argument("--tokenizers", type=Path, metavar="DIR", help="source.spm, target.spm")
    parser.add_argument(
        "--languages", type=LanguagePair.parse, default=ENGLISH_HINDI, metavar="FROM-TO"
    )
    parser.add_argument("--size", choices=SIZES, default="full", help="of the layers")
    parser.add_argument("--warmup", type=int, default=WARM_UP, help="updates")
    parser.add_argument("--pieces", type=int, default=400_000, help="target pieces to learn from")
    parser.add_argument("--learning-rate", type=float, default=TrainConfig().learning_rate)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--only", nargs="+", choices=SYSTEMS, default=SYSTEMS, metavar="SYSTEM")
    parser.add_argument("--install", action="store_true", help="make the peers' environments")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    for name in ("pieces", "threads"):
        if getattr(options, name) < 1:
            parser.error(f"--{name} is {getattr(options, name)}, less than 1")
    options.work = options.work.resolve()
    return options


def main() -> None:
    options = parse_options(None)
    chosen = [system for system in SYSTEMS if system in options.only]
    for system in chosen:
        if system != "ours" and options.install:
            report(f"{system}: install")
            install(system, work=options.work)
        if not Path(interpreter(system, work=options.work)).exists():
            sys.exit(f"{system} is not in {options.work}: add --install")
    patch(work=options.work)
    config = TrainConfig()
    report("data")
    prepared = prepare(
        files=[weighted_file(argument) for argument in options.train],
        dev=options.dev,
        test=options.test,
        config=config,
        tokenizers=options.tokenizers,
        languages=options.languages,
        pieces=options.pieces,
        folder=options.work / "data",
    )
    task = make_task(prepared=prepared, options=options, config=config)
    systems = {system: run_system(system, task=task, work=options.work) for system in chosen}
    left_out = ("folder", "data")  # paths of this machine
    result = {
        "machine": machine(),
        "data": {
            "train": [Path(weighted_file(a)[0]).name for a in options.train],
            "dev": options.dev.name,
            "test": options.test.name,
            **dataclasses.asdict(prepared),
        },
        "task": {k: v for k, v in dataclasses.asdict(task).items() if k not in left_out},
        "systems": systems,
        "ratios": ratios(systems),
        "differences": DIFFERENCES,
    }
    if options.json:
        print(json.dumps(result, indent=2, ensure_ascii=False))
    else:
        print_tables(result)


if __name__ == "__main__":
    main()
