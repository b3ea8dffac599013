"""The result of `peers` as tables for people."""

from collections.abc import Mapping
from typing import Any


def print_tables(result: Mapping[str, Any]) -> None:
    """Print the result as tables."""
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
