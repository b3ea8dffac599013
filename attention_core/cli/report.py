"""Tables: results of evaluate as people read them in a terminal."""

from typing import Any

from attention_core.evaluation.measurement import LONG, METRICS

SHIFTS = {  # rows and columns, as `links.unshifted` takes them
    (0, 0): "nothing",
    (1, 0): "α a target word late",
    (-1, 0): "α a target word early",
    (0, 1): "α a source word right",
    (0, -1): "α a source word left",
}


def print_quality(result: dict[str, Any]) -> None:
    """BLEU and chrF++ with their 95% intervals, whole and by source words."""
    print(
        f"{result['model']} on {result['test']}: {result['n']} pairs, beam {result['beam']}, "
        f"BLEU {result['bleu']:.1f}, chrF++ {result['chrf']:.1f}, {result['seconds']:.0f} s"
    )
    _print_lengths(result)
    if other := result.get("against"):
        print(
            f"\n{other['model']}: BLEU {other['bleu']:.1f}, chrF++ {other['chrf']:.1f}, "
            f"{other['seconds']:.0f} s"
        )
        _print_lengths({**other, "n": result["n"]})
        print(f"\n{result['model']} minus {other['model']}, by paired bootstrap")
        print("source words      n   BLEU  95% interval      p   chrF++  95% interval      p")
        for row in other["comparison"]:
            print(
                f"{_words(row)} {row['n']:6}  {_difference(row['bleu'])}   "
                f" {_difference(row['chrf'])}"
            )
    for name, signature in result["signatures"].items():
        print(f"{name}: {signature}")


def _print_lengths(result: dict[str, Any]) -> None:
    print("source words      n   BLEU  95% interval   chrF++  95% interval")
    for row in [{**result, "min": 1, "max": None}, *result["by_length"]]:
        scores = (
            f"{row[name]:5.1f}  {_interval(row[f'{name}_low'], row[f'{name}_high'])}"
            for name in ("bleu", "chrf")
        )
        print(f"{_words(row)} {row['n']:6}  {'    '.join(scores)}")
    for name, row in result["kept"].items():
        print(f"{METRICS[name]}: {_kept(row)}")


def _kept(row: dict[str, Any]) -> str:
    """How long sentences do beside the best bucket, in words."""
    best = _words(row).strip()
    if row["share"] is None:
        return f"over {LONG} words nothing can be kept of nothing at {best} words"
    drawn = "" if row["low"] is None else f" (95%: {row['low']:.0%} to {row['high']:.0%})"
    return f"over {LONG} words {row['share']:.0%}{drawn} of that at {best} words is kept"


def _words(row: dict[str, Any]) -> str:
    words = f"{row['min']}-{row['max']}" if row["max"] else f"{row['min']}+"
    return f"{words:>12}"


def _interval(low: float, high: float) -> str:
    return f"{f'{low:.1f} to {high:.1f}':>12}"


def _difference(row: dict[str, Any]) -> str:
    p = "-" if row["p"] is None else f"{row['p']:.3f}"
    return f"{row['difference']:+5.1f}  {_interval(row['low'], row['high'])}  {p:>5}"


def print_gold(result: dict[str, Any]) -> None:
    """AER, precision and recall by rule, and with shifts by one undone."""
    print(
        f"{result['model']} on {result['gold']}: {result['n']} pairs, {result['method']}, "
        f"AER {result['aer']:.3f}, {result['seconds']:.0f} s"
    )
    print(f"{'links':24}    AER  precision  recall")
    for row in result["by_rule"]:
        _print_agreement(row["method"], row)
    for row in result["posterior"]:
        _print_agreement(f"posterior, {row['method']}", row)
    _print_agreement("occlusion, argmax", result["occlusion"])
    print(f"{'undone, ' + result['method']:24}    AER  precision  recall")
    for row in result["by_shift"]:
        _print_agreement(SHIFTS[row["rows"], row["columns"]], row)


def _print_agreement(name: str, row: dict[str, Any]) -> None:
    print(f"{name:24}  {row['aer']:5.3f}  {row['precision']:9.3f}  {row['recall']:6.3f}")


def print_correctness(result: dict[str, Any]) -> None:
    """How often the largest weight is right or beside, whole and by source words."""
    print(
        f"{result['model']} on {result['links']}: {result['n']} pairs, of the words with a trusted "
        f"link those with the largest weight on it, {result['seconds']:.0f} s"
    )
    print("weights    source words      n   words   right  95% interval    beside")
    for weights in ("alpha", "posterior"):
        found = result[weights]
        for row in [{**found, "min": 1, "max": None, "n": result["n"]}, *found["by_length"]]:
            if not row["words"]:
                continue
            interval = f"{row['low']:.1%} to {row['high']:.1%}"
            print(
                f"{weights:10} {_words(row)} {row['n']:6} {row['words']:7}  {row['right']:6.1%}  "
                f"{interval:>14}  {row['beside']:6.1%}"
            )


def print_speed(result: dict[str, Any]) -> None:
    """What `benchmark` measured, each figure with its unit."""
    machine, training, memory = result["machine"], result["training"], result["memory"]
    print(f"{result['model']} on {machine['device']}, {machine['threads']} thread(s)")
    for row in result["latency"]:
        print(
            f"sentence of {row['words']:2} words, beam {row['beam']}: median {row['median']} ms, "
            f"95th percentile {row['p95']} ms"
        )
    for row in result["decoding"]:
        print(f"in batches, beam {row['beam']}: {row['sentences_per_second']} sentences a second")
    print(
        f"training: {training['target_pieces_per_second']:,} target pieces a second, "
        f"{training['padding']:.1%} of the slots padding"
    )
    print(
        f"limit: {training['multiply_adds_per_piece'] / 1e6:.1f} million multiply-adds a piece, of "
        f"which this machine does {training['matrix_product_per_second'] / 1e9:.0f} billion a "
        f"second: {training['limit']:,} pieces a second, of which "
        f"{training['target_pieces_per_second'] / training['limit']:.0%} are reached"
    )
    print(
        f"memory at most: {memory['loaded']} MB loaded, {memory['after_decoding']} MB after "
        f"decoding, {memory['after_training']} MB after training"
    )
    print(f"cold start to the first translation: {result['cold_start']} s")
    print(f"torch {machine['torch']}, load average {machine['load']} of {machine['cores']} cores")
