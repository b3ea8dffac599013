"""Languages and models in an address: a model is pinned as `name@digest`."""

from collections.abc import Mapping, Sequence

from attention_core.config import KINDS, Kind
from attention_core.explorer import ModelInfo
from pages.shared.state.view import language_pairs, of_pair, usual_model, usual_pair


def read_pair(query: Mapping[str, str], *, models: Sequence[ModelInfo], notes: list[str]) -> str:
    """The languages that the address asks for; without them, those of the models that it names."""
    named = [_pinned_model(query, kind=kind, models=models)[0] for kind in KINDS]
    usual = usual_pair(named, models=models)
    wanted = query.get("pair", "")
    pairs = {pair.casefold(): pair for pair in language_pairs(models)}
    if (pair := pairs.get(wanted.casefold())) is not None:
        return pair
    if wanted:
        have = f"there are {', '.join(pairs.values())}" if pairs else "there is no model at all"
        notes.append(
            f"The address asks for the languages “{wanted[:40]}”, for which no model is here "
            f"({have}): this page uses {usual}."
        )
    return usual


def _pinned_model(
    query: Mapping[str, str], *, kind: Kind, models: Sequence[ModelInfo]
) -> tuple[str, str]:
    """The name and the digest of `name@digest`; a name can itself have an @, and no digest."""
    text = query.get(kind, "")
    name, _, digest = text.rpartition("@")
    whole = not name or text in {info.name for info in models}
    return (text, "") if whole else (name, digest)


def read_model_name(
    query: Mapping[str, str],
    *,
    kind: Kind,
    pair: str,
    models: Sequence[ModelInfo],
    notes: list[str],
) -> str:
    """The model of a kind that the address asks for, or the usual one with a note."""
    name, digest = _pinned_model(query, kind=kind, models=models)
    usual = usual_model(models, kind=kind, pair=pair)
    if not name:
        return usual
    known = {info.name: info for info in models if info.kind in (kind, "")}
    if name not in known or known[name] not in of_pair(models, pair=pair):
        instead = f"this page uses {usual}" if usual else "and there is no other of its kind"
        where = f"is not of the languages {pair}" if name in known else "is not here"
        notes.append(f"The address asks for the {kind} model “{name}”, which {where}: {instead}.")
        return usual
    current = known[name].digest
    if digest and current and digest != current:
        notes.append(
            f"The model {name} has changed since this address was copied (then {digest}, now "
            f"{current}): words and weights can differ from what was seen then."
        )
    return name


def pinned(name: str, *, digests: Mapping[str, str]) -> str:
    """A model as an address names it: `name@digest`."""
    return f"{name}@{digests[name]}" if digests.get(name) else name
