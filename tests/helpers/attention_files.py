"""Small files in the formats of other toolkits, with weights and sentences of our own."""

import dataclasses
import json
from pathlib import Path

import numpy as np

from attention_core.formats.recognition import read_sentences, recognise

PAIRS = (
    ("the r@@ ed lamp", "लाल दी@@ या"),
    ("rain fell", "बारिश हुई थी ।"),
    ("where is it ?", "कहाँ है वह ?"),
)
GOLD = ("1-0 2-1", "0-0 1-1", "0-0 1-1 2?2 3-3")


@dataclasses.dataclass(frozen=True, kw_only=True)
class Written:
    """Files, and the weights in them by sentence: [target, source]."""

    files: list[Path]
    alphas: list[np.ndarray]


def weights(rows, columns, *, seed=0):
    """Rows that sum to 1, with six digits as toolkits print them; never symmetric."""
    rng = np.random.default_rng([seed, rows, columns])
    alpha = np.round(rng.dirichlet(np.full(columns, 0.3), size=rows), 6)
    alpha[:, -1] += 1 - alpha.sum(axis=1)
    return np.abs(np.round(alpha, 6))


def sides(k):
    source, target = PAIRS[k]
    return source.split(), target.split()


def alphas(*, source_end=True, target_end=True):
    shapes = [(len(t) + target_end, len(s) + source_end) for s, t in map(sides, range(len(PAIRS)))]
    return [weights(*shape, seed=k) for k, shape in enumerate(shapes)]


def matrix_text(alpha):
    return "".join(" ".join(f"{x:.6f}" for x in row) + "\n" for row in alpha)


def attention_text(folder, *, source_end=True, target_end=True, transposed=False):
    """As Nematus (with end marks) and OpenNMT (without) write."""
    made = alphas(source_end=source_end, target_end=target_end)
    blocks = []
    for k, alpha in enumerate(made):
        source, target = PAIRS[k]
        head = f"{k} ||| {target} ||| 0 ||| {source} ||| {alpha.shape[1]} {alpha.shape[0]}\n"
        blocks.append(head + matrix_text(alpha.T if transposed else alpha) + "\n")
    path = folder / "attention.txt"
    path.write_text("".join(blocks), encoding="utf-8")
    return Written(files=[path], alphas=made)


def marian_soft(folder):
    """Padded to the longest source, with the source's end mark and without the target's."""
    made = alphas(target_end=False)
    width = max(alpha.shape[1] for alpha in made) + 2
    lines = []
    for (_, target), alpha in zip(PAIRS, made, strict=True):
        padded = np.pad(alpha, ((0, 0), (0, width - alpha.shape[1])))
        lines.append(f"{target} ||| " + " ".join(",".join(f"{x:.6f}" for x in r) for r in padded))
    out, source = folder / "marian.out", folder / "marian.src"
    out.write_text("\n".join(lines) + "\n", encoding="utf-8")
    source.write_text("\n".join(s for s, _ in PAIRS) + "\n", encoding="utf-8")
    return Written(files=[out, source], alphas=made)


def neural_monkey(folder, *, suffix=".npy", transposed=True):
    """float32 [sentences, source, target], padded; the target's padding attends, too."""
    made = alphas(source_end=False, target_end=False)
    array = np.zeros((len(PAIRS), 9, 9), dtype=np.float32)
    for k, alpha in enumerate(made):
        rows, columns = alpha.shape
        array[k, :rows, :columns] = alpha
        array[k, rows:, :columns] = 1 / columns
    path = folder / f"alignments{suffix}"
    save = np.save if suffix == ".npy" else np.savez_compressed
    save(path, array.transpose(0, 2, 1) if transposed else array)
    source, target = folder / "text.src", folder / "text.out"
    source.write_text("\n".join(s for s, _ in PAIRS) + "\n\n", encoding="utf-8")
    target.write_text("\n".join(t for _, t in PAIRS) + "\n\n", encoding="utf-8")
    return Written(files=[path, source, target], alphas=made)


def json_lines(folder, **more):
    made = alphas()
    path = folder / "rows.jsonl"
    rows = [
        {"source_tokens": s, "target_tokens": t, "alpha": made[k].tolist(), **more}
        for k, (s, t) in enumerate(map(sides, range(len(PAIRS))))
    ]
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    path.write_text(text, encoding="utf-8")
    return Written(files=[path], alphas=made)


def pharaoh(folder, *, separator="\t"):
    links, pairs = folder / "links.txt", folder / "pairs.txt"
    links.write_text("\n".join(GOLD) + "\n", encoding="utf-8")
    lines = (f"{s.replace('@@ ', '')}{separator}{t.replace('@@ ', '')}" for s, t in PAIRS)
    pairs.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return Written(files=[links, pairs], alphas=[])


WRITERS = {
    "attention text": attention_text,
    "attention text without end marks": lambda folder: attention_text(
        folder, source_end=False, target_end=False
    ),
    "attention text transposed": lambda folder: attention_text(folder, transposed=True),
    "marian soft": marian_soft,
    "npy": neural_monkey,
    "npz": lambda folder: neural_monkey(folder, suffix=".npz"),
    "npy target first": lambda folder: neural_monkey(folder, transposed=False),
    "json lines": json_lines,
}


def read(files):
    """All blocks of files, read as recognised."""
    return list(read_sentences(recognise(files)))
