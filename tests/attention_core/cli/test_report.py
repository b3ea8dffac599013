"""Tables have every number of a result, each in its column."""

from attention_core.cli.report import print_gold, print_quality

LENGTHS = [
    {"min": 1, "max": 10, "n": 2, "bleu": 41.26, "bleu_low": 38.0, "bleu_high": 44.5}
    | {"chrf": 61.2, "chrf_low": 58.1, "chrf_high": 64.3},
    {"min": 51, "max": None, "n": 7, "bleu": 8.0, "bleu_low": 0.0, "bleu_high": 17.75}
    | {"chrf": 21.2, "chrf_low": 18.1, "chrf_high": 24.3},
]
QUALITY = {
    "model": "one",
    "test": "pairs.tsv",
    "n": 9,
    "beam": 5,
    "bleu": 25.04,
    "bleu_low": 20.0,
    "bleu_high": 30.0,
    "chrf": 45.0,
    "chrf_low": 40.0,
    "chrf_high": 50.0,
    "signatures": {"bleu": "nrefs:1", "chrf": "nw:2"},
    "by_length": LENGTHS,
    "kept": {},
    "seconds": 3.4,
}


def test_quality_whole_and_by_length(capsys):
    print_quality(QUALITY)
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "one on pairs.tsv: 9 pairs, beam 5, BLEU 25.0, chrF++ 45.0, 3 s"
    assert [line.split() for line in lines[2:5]] == [
        ["1+", "9", "25.0", "20.0", "to", "30.0", "45.0", "40.0", "to", "50.0"],
        ["1-10", "2", "41.3", "38.0", "to", "44.5", "61.2", "58.1", "to", "64.3"],
        ["51+", "7", "8.0", "0.0", "to", "17.8", "21.2", "18.1", "to", "24.3"],
    ]
    assert lines[5:] == ["bleu: nrefs:1", "chrf: nw:2"]


def test_what_long_sentences_keep(capsys):
    rows = {
        "bleu": {"min": 11, "max": 20, "n": 7, "share": 0.757, "low": 0.6, "high": 1.02},
        "chrf": {"min": 51, "max": None, "n": 7, "share": None, "low": None, "high": None},
    }
    print_quality({**QUALITY, "kept": rows})
    lines = capsys.readouterr().out.splitlines()
    assert lines[5] == "BLEU: over 30 words 76% (95%: 60% to 102%) of that at 11-20 words is kept"
    assert lines[6] == "chrF++: over 30 words nothing can be kept of nothing at 51+ words"


def test_a_comparison_has_its_own_table(capsys):
    def difference(value, p):
        return {"difference": value, "low": value - 1, "high": value + 1, "p": p}

    other = {**QUALITY, "model": "two", "bleu": 5.5, "comparison": []}
    other["comparison"] = [
        {"min": 31, "max": None, "n": 7}
        | {"bleu": difference(19.5, 0.00099), "chrf": difference(-0.5, None)}
    ]
    print_quality({**QUALITY, "against": other})
    lines = capsys.readouterr().out.splitlines()
    assert "two: BLEU 5.5, chrF++ 45.0, 3 s" in lines
    at = lines.index("one minus two, by paired bootstrap")
    assert lines[at + 2].split() == [
        *("31+", "7", "+19.5", "18.5", "to", "20.5", "0.001", "-0.5", "-1.5", "to", "0.5", "-")
    ]
    assert lines[at + 1].index("p  ") == lines[at + 2].index("0.001") + 4  # right below


def test_gold_by_rule_and_by_shift(capsys):
    found = {"aer": 0.25, "precision": 0.75, "recall": 0.8}
    print_gold(
        {
            **{"model": "one", "gold": "gold.tsv", "n": 4, "method": "argmax", "seconds": 1.2},
            **found,
            "by_rule": [{"method": "argmax", **found}, {"method": "threshold 0.1", **found}],
            "by_shift": [
                {"rows": 0, "columns": 0, **found},
                {"rows": 1, "columns": 0, **found, "aer": 0.1},
            ],
            "posterior": [{"method": "argmax", **found, "aer": 0.2}],
            "occlusion": {**found, "recall": 0.3},
        }
    )
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "one on gold.tsv: 4 pairs, argmax, AER 0.250, 1 s"
    assert lines[3].split() == ["threshold", "0.1", "0.250", "0.750", "0.800"]
    assert lines[4].split() == ["posterior,", "argmax", "0.200", "0.750", "0.800"]
    assert lines[5].split() == ["occlusion,", "argmax", "0.250", "0.750", "0.300"]
    assert lines[8].split() == ["α", "a", "target", "word", "late", "0.100", "0.750", "0.800"]
