"""Browsing a corpus of 100,000 sentences: time of tables, sorting and filters, and memory.

    python tests/benchmarks/corpora.py --corpus DIR [--sentences 100000] [--json]

DIR is made by `align --format parquet`. If it has fewer sentences, they are repeated under new
numbers until there are as many; of more, every second, third, … is taken. A tenth of that is
measured as well, so that growth is seen. Each size has a process of its own, which opens the
corpus, shows a first table with thumbnails, sorts by every numeric column, filters, draws
histograms and opens sentences. Times are medians in ms by the clock: run it on an idle machine.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from attention_core.aligned_corpus.columns import NUMERIC
from attention_core.aligned_corpus.corpus import AlignedCorpus, Order
from attention_core.aligned_corpus.filters import parse_filter
from attention_core.aligned_corpus.shards import find_shards, shard_path
from attention_core.aligned_corpus.spreads import histogram
from pages.sections.corpus.thumbnails import thumbnail

FILTERS = (
    "coverage < -0.5",
    "source_words > 30 and coverage < -0.3",
    "entropy between 1 and 2 or end_share > 0.5",
    'source contains "water"',
    'target contains "पानी" and length_ratio > 1.2',
)
ROWS = 25  # of a table


def repeat(source: Path, folder: Path, *, sentences: int) -> None:
    """Write shards of a corpus under new numbers, thinned or repeated, until there are enough."""
    folder.mkdir()
    shards, count, number = find_shards(source), 0, 0
    step = max(1, sum(pq.read_metadata(shard).num_rows for shard in shards) // sentences)
    while count < sentences:
        table = pq.read_table(shards[number % len(shards)])
        table = table.take(list(range(0, len(table), step)))[: sentences - count]
        ids = pa.array(range(count, count + len(table)), type=pa.int64())
        table = table.set_column(0, "id", ids)
        pq.write_table(
            table, shard_path(folder, number=number), compression="zstd", row_group_size=512
        )
        count, number = count + len(table), number + 1


def resident() -> float:
    """Memory of this process, in MB."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    (line,) = (line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


def timed(work: Callable[[], object]) -> float:
    """Milliseconds that a call takes."""
    begin = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - begin)


def browse(folder: Path) -> dict[str, float]:
    """Times of one visitor's use of a corpus, and the memory it takes."""
    before = resident()
    begin = time.perf_counter()
    corpus = AlignedCorpus(folder)
    count = corpus.count()
    _table(corpus)
    first = 1000 * (time.perf_counter() - begin)
    sorts = [timed(lambda c=c: _table(corpus, order=Order(column=c.name))) for c in NUMERIC]
    filters = [timed(lambda f=f: _filter(corpus, f)) for f in FILTERS * 2]
    bars = [timed(lambda c=c: histogram(corpus, c.name)) for c in NUMERIC]
    opened = [timed(lambda n=n: corpus.row(n)) for n in range(0, count, max(1, count // 20))]
    return {
        "sentences": count,
        "megabytes": corpus.size() / 1e6,
        "first_table_ms": first,
        "sort_ms": statistics.median(sorts),
        "slowest_sort_ms": max(sorts),
        "filter_ms": statistics.median(filters),
        "slowest_filter_ms": max(filters),
        "histogram_ms": statistics.median(bars),
        "open_sentence_ms": statistics.median(opened),
        "memory_before_mb": before,
        "memory_after_mb": resident(),
    }


def _table(corpus: AlignedCorpus, **options: object) -> None:
    rows = corpus.table(limit=ROWS, **options)  # type: ignore[arg-type]
    for alpha in corpus.weights([row["id"] for row in rows]).values():
        thumbnail(alpha)


def _filter(corpus: AlignedCorpus, text: str) -> None:
    condition = parse_filter(text)
    _table(corpus, condition=condition)
    corpus.count(condition)


def main() -> None:
    """Measure both sizes, each in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--corpus", type=Path, required=True, metavar="DIR")
    parser.add_argument("--sentences", type=int, default=100_000, metavar="N")
    parser.add_argument("--browse", action="store_true", help="only browse DIR as it is")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    if options.browse:
        print(json.dumps(browse(options.corpus)))
        return
    results = []
    with tempfile.TemporaryDirectory() as home:
        for sentences in (options.sentences // 10, options.sentences):
            folder = Path(home) / str(sentences)
            repeat(options.corpus, folder, sentences=sentences)
            command = [sys.executable, __file__, "--browse", "--corpus", str(folder)]
            done = subprocess.run(command, capture_output=True, text=True, check=True)
            results.append(json.loads(done.stdout))
    if options.json:
        print(json.dumps(results))
        return
    for name in results[0]:
        print(f"{name:<20}" + "".join(f"{result[name]:>12,.1f}" for result in results))


if __name__ == "__main__":
    main()
