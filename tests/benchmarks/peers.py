"""Our model beside JoeyNMT and OpenNMT-py: training, decoding and quality on one machine.

    python tests/benchmarks/peers.py --install --work /tmp/peers --train a.tsv b.tsv:2 \
        --dev dev.tsv --test test.tsv [--pieces 400000] [--threads 1] [--json]

Each peer lives in an environment of its own, DIR/joeynmt and DIR/opennmt, which --install makes:

    python3 -m venv DIR/joeynmt
    DIR/joeynmt/bin/pip install torch==2.13.0 joeynmt==2.3.0 importlib_metadata
    python3 -m venv DIR/opennmt
    DIR/opennmt/bin/pip install torch==2.13.0 OpenNMT-py==3.0.4

Both are older than this torch. JoeyNMT hands its scheduler an argument that torch has dropped:
the line is taken out of builders.py, here, whenever it is met. OpenNMT-py's checkpoints hold
more than tensors: torch is told to load them all the same.

One after the other, never two at a time, the systems learn from the same pairs, cut into the
same pieces, at the same learning rates with the same Adam, dropout and gradient norm, until each
has seen the same number of real target pieces: no padding, end marks counted, label smoothing
off, nothing looked at in between. The clock starts when a twentieth of them is learnt. Then each
decodes the test set, loading left out, with three sizes of batch, of which the fastest counts.
BLEU is `attention_core.evaluate.measure` of plain text for all. What remains different is in
DIFFERENCES, and printed. Nothing else should run on the machine; the load average is recorded.
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
from peers_task import BEAMS, SETS, Task, read_lines

from attention_core.config import ModelConfig, TrainConfig
from attention_core.data.corpus import weighted_file
from attention_core.data.pairs import read_pairs
from attention_core.evaluation.metrics import measure

PACKAGES = {
    "joeynmt": ("torch==2.13.0", "joeynmt==2.3.0", "importlib_metadata"),
    "opennmt": ("torch==2.13.0", "OpenNMT-py==3.0.4"),
}
SYSTEMS = ("ours", *PACKAGES)
DROPPED = '"verbose": False,'  # the argument that torch no longer knows
WARM_UP = 300  # updates; fewer in a run so short that this would be over a tenth of it
DIFFERENCES = (
    "ours asks for c_i with s_{i-1} and y_{i-1}, and gives it to the cell; both peers ask with "
    "s_i, and feed the result back (Luong's order)",
    "the small network of the attention is as wide as told in ours, as wide as s_i in the peers",
    "before the output layer, as wide as s_i in all, ours reads s_i, c_i and y_{i-1}, the peers "
    "s_i and c_i",
    "dropout: ours on embeddings, h_j, the encoder's final state and before the output layer; "
    "JoeyNMT on embeddings and before its attentional layer; OpenNMT-py on embeddings and after it",
    "weights begin as each system's own recipe has them",
    "batches: ours of equal length, counted in target pieces; JoeyNMT's of a fixed number of "
    "sentences, as they come; OpenNMT-py's of equal length, counted by the longer side, without "
    "a source sentence that is in the batch already; all hold about as many real pieces",
    "Adam: ours is torch's fused one, the peers' is not",
    "decoding: ours sorts the sentences by length and cuts them from text to pieces within the "
    "time; the peers take them as they come, in pieces. A translation ends at 2 J + 12 pieces in "
    "ours, at that of the longest sentence in the peers. All score by the mean a piece, but "
    "JoeyNMT divides by ((5 + I) / 6)",
)


def python_of(system: str, *, work: Path) -> str:
    """The interpreter that runs a system."""
    return sys.executable if system == "ours" else str(work / system / "bin" / "python")


def install(system: str, *, work: Path) -> None:
    """Make a peer's environment, if it is not there."""
    if not Path(python_of(system, work=work)).exists():
        subprocess.run([sys.executable, "-m", "venv", work / system], check=True)
    pip = [python_of(system, work=work), "-m", "pip", "install", "--quiet", *PACKAGES[system]]
    subprocess.run(pip, check=True, stdout=sys.stderr)


def repaired(source: str) -> str:
    """JoeyNMT's builders.py without the argument that torch has dropped."""
    return "".join(line for line in source.splitlines(keepends=True) if line.strip() != DROPPED)


def repair(*, work: Path) -> None:
    """Take the line out of the installed file, and say so."""
    for path in (work / "joeynmt").glob("lib/python*/site-packages/joeynmt/builders.py"):
        source = path.read_text(encoding="utf-8")
        if repaired(source) != source:
            path.write_text(repaired(source), encoding="utf-8")
            tell(f"took {DROPPED} out of {path}")


def task_of(*, prepared: Prepared, options: argparse.Namespace, config: TrainConfig) -> Task:
    """What all systems are told. Our sizes and rates; batches that hold as many real pieces."""
    sizes = ModelConfig(
        kind="attention",
        source_vocabulary=prepared.source_pieces,
        target_vocabulary=prepared.target_pieces,
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
        warmup=min(0.1, WARM_UP / updates),
        clip=config.clip,
        seed=config.seed,
        threads=options.threads,
    )


def run_system(system: str, *, task: Task, work: Path) -> dict[str, Any]:
    """Train and decode with one system; what it left, and how busy the machine was before.

    Raises:
        RuntimeError: it failed; the message ends with the end of its log.
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
    found: dict[str, Any] = {"load_before": load}
    for step, name in (("train", "training"), ("decode", "decoding")):
        tell(f"{system}: {step}")
        left, log = task.folder / f"{name}.json", task.folder / f"{name}.log"
        left.unlink(missing_ok=True)  # of an earlier run
        with log.open("wb") as written:
            done = subprocess.run(
                [python_of(system, work=work), script, step, path],
                env=environment,
                cwd=task.folder,
                stdout=written,
                stderr=subprocess.STDOUT,
            )
        if done.returncode:
            end = "\n".join(log.read_text(encoding="utf-8", errors="replace").split("\n")[-15:])
            raise RuntimeError(f"{system} could not {step}; the end of {log}:\n{end}")
        found[name] = json.loads(left.read_text(encoding="utf-8"))
    return found | {"quality": quality(task)}


def quality(task: Task) -> dict[str, dict[str, Any]]:
    """BLEU and chrF++ of what a system wrote: "test.1", "test.5", "dev.5"."""
    found = {}
    for name in SETS:
        references = [pair.target for pair in read_pairs(task.data / f"{name}.tsv")]
        for path in sorted(task.folder.glob(f"{name}.*.txt")):
            scores = measure(hypotheses=read_lines(path), references=references)
            found[path.stem] = {"n": len(references), **dataclasses.asdict(scores)}
    return found


def speeds(system: Mapping[str, Any]) -> dict[str, float]:
    """The three rates by which systems are compared."""
    rows = {row["beam"]: row["sentences_per_second"] for row in system["decoding"]["rows"]}
    return {
        "training": system["training"]["pieces_per_second"],
        **{f"beam {beam}": rows[beam] for beam in BEAMS},
    }


def ratios(systems: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """Ours over the fastest peer, for each rate; and our BLEU less the best peer's."""
    peers = [name for name in systems if name != "ours"]
    if "ours" not in systems or not peers:
        return {}
    found: dict[str, dict[str, Any]] = {}
    for name, ours in speeds(systems["ours"]).items():
        fastest = max(peers, key=lambda peer: speeds(systems[peer])[name])
        ratio = round(ours / speeds(systems[fastest])[name], 2)
        found[name] = {"fastest_peer": fastest, "ratio": ratio}
    for name, scores in systems["ours"]["quality"].items():
        best = max(peers, key=lambda peer: systems[peer]["quality"][name]["bleu"])
        difference = scores["bleu"] - systems[best]["quality"][name]["bleu"]
        found[f"BLEU {name}"] = {"best_peer": best, "difference": round(difference, 2)}
    return found


def machine() -> dict[str, Any]:
    """What everything ran on."""
    cpu = Path("/proc/cpuinfo")
    lines = cpu.read_text(encoding="utf-8").split("\n") if cpu.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return {
        "processor": names[0] if names else platform.processor() or platform.machine(),
        "cores": os.cpu_count(),
        "system": platform.platform(),
        "python": platform.python_version(),
    }


def tell(line: str) -> None:
    """A line of progress; standard output is for the result."""
    print(line, file=sys.stderr, flush=True)


def print_tables(result: Mapping[str, Any]) -> None:
    """The result as people read it."""
    box, task = result["machine"], result["task"]
    print(f"{box['processor']}, {box['cores']} cores, {task['threads']} thread(s) used")
    print(
        f"{task['pieces']:,} target pieces to learn from, embedding {task['embedding']}, "
        f"encoder 2 x {task['encoder']}, decoder {task['decoder']}, "
        f"vocabularies {task['source_pieces']:,} and {task['target_pieces']:,}\n"
    )
    print("training   version    weights  updates  pieces/update  padding  pieces/s  load before")
    for name, system in result["systems"].items():
        row = system["training"]
        print(
            f"{name:9}  {system['decoding'].get('version', ''):7} {row['parameters']:>10,} "
            f"{row['updates']:8} {row['pieces_per_update']:14} {row['padding']:8.1%} "
            f"{row['pieces_per_second']:9,.0f} {system['load_before']:12.2f}"
        )
    print("\ndecoding   beam  sentences/s  batch  words/sentence")
    for name, system in result["systems"].items():
        for row in system["decoding"]["rows"]:
            print(
                f"{name:9}  {row['beam']:4}  {row['sentences_per_second']:11.2f}  "
                f"{row['batch']:5}  {row['words_per_sentence']:14.1f}"
            )
    print("\nquality    set  beam      n   BLEU  chrF++")
    for name, system in result["systems"].items():
        for key, row in system["quality"].items():
            kind, beam = key.split(".")
            print(
                f"{name:9}  {kind:4} {beam:>4} {row['n']:6}  {row['bleu']:5.2f}  {row['chrf']:6.2f}"
            )
    print("\nours against the best peer")
    for name, row in result["ratios"].items():
        if "ratio" in row:
            print(f"{name:12} {row['ratio']:5.2f} times {row['fastest_peer']}")
        else:
            print(f"{name:12} {row['difference']:+5.2f} against {row['best_peer']}")
    print("\nwhat still differs")
    for line in result["differences"]:
        print(f"- {line}")


def options_of(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--train", nargs="+", required=True, metavar="FILE[:WEIGHT]")
    parser.add_argument("--dev", type=Path, required=True, metavar="FILE")
    parser.add_argument("--test", type=Path, required=True, metavar="FILE")
    parser.add_argument("--work", type=Path, required=True, metavar="DIR")
    parser.add_argument("--tokenizers", type=Path, metavar="DIR", help="source.spm, target.spm")
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
    options = options_of(None)
    chosen = [system for system in SYSTEMS if system in options.only]
    for system in chosen:
        if system != "ours" and options.install:
            tell(f"{system}: install")
            install(system, work=options.work)
        if not Path(python_of(system, work=options.work)).exists():
            sys.exit(f"{system} is not in {options.work}: add --install")
    repair(work=options.work)
    config = TrainConfig()
    tell("data")
    prepared = prepare(
        files=[weighted_file(argument) for argument in options.train],
        dev=options.dev,
        test=options.test,
        config=config,
        tokenizers=options.tokenizers,
        pieces=options.pieces,
        folder=options.work / "data",
    )
    task = task_of(prepared=prepared, options=options, config=config)
    systems = {system: run_system(system, task=task, work=options.work) for system in chosen}
    left_out = ("folder", "data")  # where it was is nobody's business
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
