"""Searching a generation for what the catalog says is in it: does it answer at all?"""

import random
from collections.abc import Iterator
from pathlib import Path

from analyzers import POSITIONS, Analyzer, in_full, written
from searchsvc.access import is_listed, is_text_open
from searchsvc.catalog import Catalog, Entry
from searchsvc.engines.base import EngineQuery
from searchsvc.engines.embedded import EmbeddedEngine
from searchsvc.query import And, Identifier, Match, Node, Typed

#: How many items are looked for, and by how many syllables in a row.
_PROBES = 20
_SYLLABLES = 4
#: Ids may differ only in case, which a search does not tell apart: so many of one are looked at.
_NAMESAKES = 100


def failed_probes(catalog: Catalog, folder: Path, known: int) -> list[str]:
    """Items that a search for words of their own text does not find, of some drawn from those that
    have not changed after revision `known`.
    """
    engine = EmbeddedEngine(folder.parent, pinned=folder)
    try:
        failed = [
            (entry.key, f"a search for {wanted} does not find it")
            for entry in _drawn(catalog, known)
            for wanted in _not_found(catalog, engine, entry, known)
        ]
    finally:
        engine.close()
    # Asked after that: another machine may have changed them meanwhile.
    changed = {change.key for change in catalog.changes(known)}
    return [reason for key, reason in failed if key not in changed]


def _drawn(catalog: Catalog, known: int) -> Iterator[Entry]:
    changes = catalog.changes(0)
    keys = [change.key for change in changes if change.exists and change.revision <= known]
    drawn = random.Random(known).sample(keys, min(_PROBES, len(keys)))
    found = catalog.entries(drawn)
    return (found[key] for key in drawn if key in found and is_listed(found[key].metadata.rights))


def _not_found(catalog: Catalog, engine: EmbeddedEngine, entry: Entry, seed: int) -> Iterator[str]:
    identifier = Identifier(entry.metadata.id.lower())
    if not _finds(engine, identifier, entry.key):
        yield f"the id {entry.metadata.id}"
    words = _words(catalog, entry, seed)
    if words is None:
        return
    # The item index has the words one by one, the page index what they are together.
    alone = (Match((typed,), exact=True) for typed in words.syllables)
    everything: Node = And((identifier, words, *alone))
    pages, _ = engine.pages(EngineQuery(words), entry.key)
    if not pages or not _finds(engine, everything, entry.key):
        shown = " ".join(typed.term for typed in words.syllables)
        yield f'"{shown}" in {entry.metadata.id}'


def _finds(engine: EmbeddedEngine, tree: Node, key: int) -> bool:
    found = engine.search(EngineQuery(tree, limit=_NAMESAKES, with_facets=False))
    return any(hit.key == key for hit in found.hits)


def _words(catalog: Catalog, entry: Entry, seed: int) -> Match | None:
    """Some syllables in a row of one of its pages, as the analysis has them; None without any."""
    if not entry.page_count or not is_text_open(entry.metadata.rights):
        return None
    chance = random.Random(seed + entry.key)
    summaries = catalog.page_list(entry.key)
    wanted = [(entry.key, chance.choice(summaries).number)] if summaries else []
    text = next(iter(catalog.page_texts(wanted).texts.texts()), None)
    if text is None:  # another machine has removed it
        return None
    terms = in_full(Analyzer().analyze(text).text).split(" ")
    pairs = list(zip(terms[::POSITIONS], terms[1::POSITIONS], strict=False))
    if not pairs:
        return None
    at = chance.randrange(max(1, len(pairs) - _SYLLABLES + 1))
    return Match(
        tuple(
            Typed(written(term, folded), folded[1:]) for term, folded in pairs[at : at + _SYLLABLES]
        ),
        exact=True,
    )
