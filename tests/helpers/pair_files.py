"""The same pairs in files as spreadsheets, editors and other tools write them."""

import csv
import io


def _csv(rows, *, separator=",", quoting=csv.QUOTE_MINIMAL, end="\r\n"):
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=separator, quoting=quoting, lineterminator=end).writerows(rows)
    return out.getvalue()


def _tsv(rows, *, end="\n"):
    return "".join("\t".join(row) + end for row in rows)


def pair_files(pairs):
    """Files with these pairs and nothing else that counts, by name: (ending, bytes).

    Args:
        pairs: of sentences, at least two; one with a comma and one without.
    """
    rows = [(pair.source, pair.target) for pair in pairs]
    head = ("English", "Hindi")
    quoted = _csv(rows, quoting=csv.QUOTE_ALL)
    return {
        "plain": ("tsv", _tsv(rows).encode()),
        "unicode text of Excel": ("txt", _tsv(rows, end="\r\n").encode("utf-16")),
        "big-endian": ("txt", b"\xfe\xff" + _tsv(rows).encode("utf-16-be")),
        "carriage returns": ("tsv", _tsv(rows, end="\r").encode()),
        "header": ("tsv", _tsv([head, *rows]).encode()),
        "blank lines": ("tsv", ("\n" + _tsv(rows, end="\n\n") + "  \n").encode()),
        "quoted": ("tsv", _csv(rows, separator="\t", quoting=csv.QUOTE_ALL).encode()),
        "further columns": ("tsv", _tsv([(*row, "CC BY", "7") for row in rows]).encode()),
        "CSV UTF-8 of Excel": ("csv", _csv(rows).encode("utf-8-sig")),
        "CSV with a header": ("csv", _csv([head, *rows]).encode("utf-8-sig")),
        "CSV of a German Excel": ("csv", _csv(rows, separator=";").encode("utf-8-sig")),
        "CSV that says its separator": (
            "csv",
            ("sep=;\r\n" + _csv(rows, separator=";")).encode("utf-16"),
        ),
        "CSV of LibreOffice": ("csv", quoted.replace("\r\n", "\n").encode()),
        "CSV in UTF-16": ("csv", quoted.encode("utf-16")),
        "CSV without an ending of its own": ("txt", _csv(rows).encode()),
    }
