"""Files that are damaged, or made to do harm, in every format that is read."""

import io
import json
import os
import pickle
import random
import struct
import zipfile

import numpy as np

HEAD = "0 ||| der rote Hut ||| 0 ||| the red hat ||| 4 4\n"
ROWS = [[0.7, 0.1, 0.1, 0.1], [0.1, 0.7, 0.1, 0.1], [0.1, 0.1, 0.7, 0.1], [0.1, 0.1, 0.1, 0.7]]
SOUND = np.full((2, 2, 2), 0.5)
TRAP = "sprung"  # the file that a pickle makes when it is opened


class Trap:
    """Makes a file in the current folder when it is unpickled."""

    def __reduce__(self):
        return (os.mkdir, (TRAP,))


def text(rows):
    return "".join(" ".join(str(x) for x in row) + "\n" for row in rows)


def blocks(body):
    """A block between two sound ones."""
    return HEAD + text(ROWS) + "\n" + HEAD + body + "\n" + HEAD + text(ROWS)


def changed(value):
    rows = [list(row) for row in ROWS]
    rows[1][2] = value
    return blocks(text(rows))


def text_cases():
    values = ["nan", "inf", "-inf", "-0.5", "1e999", "7", "0x1p3", "1_0", "abc", "", "1,5", "--1"]
    yield from ((f"text weight {value!r}", [changed(value)]) for value in [*values, "1e", "٣"])
    many = " ".join(["0.0002"] * 5000) + "\n"
    tokens = " ".join(["a"] * 5000)
    big = f"0 ||| {tokens} ||| 0 ||| {tokens} ||| 5000 5000\n" + many * 5000
    for name, body in {
        "ragged": blocks(text([[0.5, 0.5], [1]])),
        "ragged at the end": blocks(text([*ROWS[:3], [0.1]])),
        "rows that do not sum to 1": blocks(text([[0.1] * 4] * 4)),
        "zeros": blocks(text([[0] * 4] * 4)),
        "cut": HEAD + text(ROWS) + "\n" + HEAD + text(ROWS[:2]),
        "no header": text(ROWS),
        "only headers": HEAD * 5,
        "empty": "",
        "zero bytes": "\0" * 1000,
        "5,000 by 5,000": big,
        "rows of 5,000": blocks(many * 50),
        "a line of 17 MB": blocks("0.1 " * (17 << 18)),
        "signs": "0 ||| a\u202eb \0 <b> ||| 0 ||| =1+1 @SUM $m$ ||| 4 4\n" + text(ROWS),
    }.items():
        yield f"text {name}", [body]
    yield "text not UTF-8", [blocks(text(ROWS)).encode() + b"\xff\xfe 0.1\n"]


def json_cases():
    def row(**more):
        sound = {"source_tokens": ["a", "b"], "target_tokens": ["c", "d"]}
        return json.dumps({**sound, "alpha": [[0.5, 0.5], [0.2, 0.8]], **more})

    one = '{"source_tokens":["%s"],"target_tokens":["b"],"alpha":[[%s]]}'
    lines = {
        "NaN": one % ("a", "NaN"),
        "Infinity": one % ("a", "Infinity"),
        "deep": '{"a":' + "[" * 100_000 + "]" * 100_000 + "}",
        "5,000 digits": one % ("a", "9" * 5000),
        "half a character": one % ("\\ud800", "1"),
        "half a character besides": row(note="x").replace('"x"', '"\\ud800"'),
        "a list": "[1]",
        "null": "null",
        "no JSON": "{not json",
        "two values": '{"a": 1} x',
        "nothing": "{}",
    }
    changes = {
        "alpha": [
            *([[-1, 2], [1, 0]], [["0.5", "0.5"], ["1", "0"]], [[True, False], [False, True]]),
            *([[None, 1], [1, 0]], {"a": 1}, [[10**400, 1], [1, 0]], [[1e300, 0], [0, 1]], []),
            *([[], []], [[1], [0.5, 0.5]], [[[1]]], 5, "x", [[0.5, 0.5]] * 2000),
        ],
        "source_tokens": [["", "b"], "a b", [1, 2], [], None, ["a"] * 3000],
        "target_tokens": [["", "d"], "c d", {}, [], None],
        "source_spans": ["x", [[0, 5]], [[1, 0]], [[0, True]], [[0, 1, 2]], [0]],
        "target_spans": ["x", [[0, 5]], [[1, 0]], [[-1, 2]]],
        "logprob": [10**400, [1, None], "x", [], True, {}],
        "gold": ["9-9", "x-x", 7, ["0-0"], "0-0 " * 50_000],
        "reference": [5, "", " ", []],
        "unknown": ["x", [1], {}],
        "source": [5, None],
        "translation": [[1], ""],
        "origin": [3, ""],
        "id": ["x", [1]],
    }
    for name, values in changes.items():
        words = {"source_spans": "source_words", "target_spans": "target_words"}.get(name)
        for k, value in enumerate(values):
            more = {name: value} | ({words: ["ab"]} if words else {})
            lines[f"{name} {k}"] = row(**more)
    for links in ("0-0 5-9", "zzz", [[0, 0]], 5):
        lines[f"links {links}"] = row(alpha=None, links=links)
    for name, line in lines.items():
        yield f"json {name}", [f"{row()}\n{line}\n{row()}\n"]


def npy(array, **options):
    data = io.BytesIO()
    np.save(data, array, **options)
    return data.getvalue()


def npz(*members):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for k, member in enumerate(members):
            archive.writestr(f"arr_{k}.npy", member)
    return data.getvalue()


def header(declared):
    """The beginning of an .npy file that declares this of its array."""
    head = declared.encode() + b"\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(head)) + head


def declared(shape, kind="<f8"):
    return header(f"{{'descr': '{kind}', 'fortran_order': False, 'shape': {shape}}}")


def array_cases():
    texts = ["a b\nc d\n", "e f\ng h\n"]
    sound, objects = npy(SOUND), npy(np.array([Trap()], dtype=object), allow_pickle=True)
    arrays = {
        "pickle in npy": objects,
        "bare pickle": pickle.dumps(Trap()),
        "NaN": npy(np.where(np.arange(8).reshape(2, 2, 2) == 3, np.nan, SOUND)),
        "negative": npy(-SOUND),
        "texts": npy(np.full((2, 2, 2), "a")),
        "complex": npy(SOUND.astype(complex)),
        "bool": npy(SOUND > 0),
        "four dimensions": npy(SOUND[None]),
        "one dimension": npy(SOUND.ravel()),
        "no dimension": npy(np.array(5.0)),
        "no sentence": npy(np.zeros((0, 2, 2))),
        "no column": npy(np.zeros((2, 2, 0))),
        "cut": sound[:-9],
        "only a header": sound[:20],
        "only the magic": sound[:6],
        "records": npy(np.zeros((2, 2, 2), dtype=[("a", float)])),
        "dates": npy(np.zeros((2, 2, 2), "M8[s]")),
        "more than the texts": npy(np.full((5, 2, 2), 0.5)),
        "fewer than the texts": npy(np.full((1, 2, 2), 0.5)),
        "too small": npy(np.full((2, 1, 1), 1.0)),
        "declares 10^27 numbers": declared("(10**9, 10**9, 10**9)") + sound[128:],
        "declares 8 TB": declared("(1000000000, 1000, 1000)") + sound[128:],
        "declares -1": declared("(-1, 2, 2)") + sound[128:],
        "declares code": header(f"__import__('os').mkdir('{TRAP}')") + sound[128:],
        "declares objects": declared("(2, 2, 2)", "|O") + sound[128:],
        "declares parentheses": header("(((((") + sound[128:],
        "declares nothing": header("") + sound[128:],
        "declares no shape": header("{'descr': '<f8'}") + sound[128:],
        "declares an unknown kind": declared("(2,)", "<x99") + sound[128:],
        "declares a text": declared("'x'") + sound[128:],
    }
    for name, data in arrays.items():
        yield f"npy {name}", [data, *texts]
        yield f"npz of npy {name}", [npz(data), *texts]
    flipped = bytearray(npz(sound))
    flipped[60] ^= 255
    archives = {
        "bomb": npz(declared("(2, 4200, 4200)") + bytes(2 * 4200 * 4200 * 8)),
        "that lies about a size": npz(declared("(2, 4000, 4000)") + bytes(64)),
        "of text": npz(b"hello"),
        "of nothing": npz(),
        "cut": npz(sound)[:-30],
        "flipped": bytes(flipped),
        "noise": b"PK\x03\x04" + random.Random(1).randbytes(300),
    }
    for name, data in archives.items():
        yield f"npz {name}", [data, *texts]
    rng = random.Random(1)
    for k in range(60):
        data = bytearray(rng.choice([sound, npz(sound), npz(npy(SOUND[0]), npy(SOUND[1]))]))
        for _ in range(rng.randrange(1, 6)):
            data[rng.randrange(len(data))] = rng.randrange(256)
        yield f"array with changed bytes {k}", [bytes(data), *texts]


def other_cases():
    for k, lines in enumerate(
        (
            *("x y ||| 0.5,0.5 0.5,0.5\nz ||| nan,1\n", "x y ||| 0.5,0.5\nz ||| 1,0\n"),
            *("x ||| 1,0\nz\n", "x ||| 1,0 ||| 4\nz ||| 1,0\n", "x ||| 1,0\n"),
            *("x ||| 1,0\nz ||| 0,1\ny ||| 1,0\n", "x ||| 1,0\nz ||| ,,\n", "x ||| 1,0\n||| \n"),
            "x ||| 1,0\nz ||| 0.2,0.2,0.2,0.2,0.2\n",
        )
    ):
        yield f"marian {k}", [lines, "a b\nc d\n"]
    for k, lines in enumerate(
        (
            *("0-0 1-1\n0-5\n", "0-0\nx\n", "0-0\n0-0\n0-0\n", "0-0\n", "0-0 1--1\n0-0\n"),
            *("0-0\n99999999-0\n", "\n\n", "0-0\n0?1 1p0\n"),
        )
    ):
        yield f"pharaoh {k}", [lines, "a b\tc d\ne f\tg h\n"]
    yield "five files", [npy(SOUND), "a\n", "b\n", "c\n", "d\n"]


def cases():
    """Names and contents: of each case a list of files, as text or bytes."""
    for part in (text_cases, json_cases, array_cases, other_cases):
        yield from part()
