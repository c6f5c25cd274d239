"""Queries as people ask them, of every kind, drawn from what a collection holds.

A mix is the same for the same material, count and seed.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from analyzers import fold
from searchsvc.requests import MAX_QUERY_CHARACTERS, Filters, SearchRequest

#: Percent of the mix. An assumption: no Vietnamese library has published its logs.
SHARES = {
    "title": 13,
    "title, no marks": 10,
    "several words": 14,
    "several, no marks": 12,
    "one word": 12,
    "phrase": 8,
    "common phrase": 2,
    "prefix": 4,
    "fuzzy": 2,
    "question": 8,
    "boolean": 5,
    "with a filter": 4,
    "filter only": 4,
    "empty": 2,
}

_LETTERS = "abcdeghiklmnopqrstuvxy"


@dataclass(frozen=True, slots=True)
class Material:
    """What queries are made of; nothing may be empty.

    `phrases`: two or three syllables that follow each other; `common`: two very common ones that
    do; `questions`: whole ones; `filters`: choices of facets or years that items have.
    """

    titles: Sequence[str]
    phrases: Sequence[str]
    common: Sequence[str]
    questions: Sequence[str]
    filters: Sequence[Filters]


def mix(material: Material, count: int, seed: int = 1) -> list[tuple[str, SearchRequest]]:
    """Kind and request of so many queries, each kind as often as `SHARES` says."""
    chance = random.Random(seed)
    makers = _makers(material, chance)
    kinds = [kind for kind, share in SHARES.items() for _ in range(round(count * share / 100))]
    kinds += chance.choices(list(SHARES), list(SHARES.values()), k=max(0, count - len(kinds)))
    chance.shuffle(kinds)
    return [
        (
            kind,
            SearchRequest(
                q=makers[kind]()[:MAX_QUERY_CHARACTERS],
                filters=chance.choice(material.filters) if "filter" in kind else Filters(),
            ),
        )
        for kind in kinds[:count]
    ]


def _makers(material: Material, chance: random.Random) -> dict[str, Callable[[], str]]:
    def phrase() -> str:
        return chance.choice(material.phrases)

    def title() -> str:
        return chance.choice(material.titles)

    def word() -> str:
        return phrase().split()[0]

    forms = (
        lambda: f"{title()} OR {phrase()}",
        lambda: f"+{phrase().split()[-1]} -{word()}",
        lambda: f"({word()} OR {word()}) {phrase()}",
    )
    return {
        "title": title,
        "title, no marks": lambda: fold(title()),
        "several words": phrase,
        "several, no marks": lambda: fold(phrase()),
        "one word": word,
        "phrase": lambda: f'"{phrase()}"',
        "common phrase": lambda: f'"{chance.choice(material.common)}"',
        "prefix": lambda: f"{word()[:3]}*",
        "fuzzy": lambda: f"{_slip(max(phrase().split(), key=len), chance)}~",
        "question": lambda: chance.choice(material.questions),
        "boolean": lambda: chance.choice(forms)(),
        "with a filter": phrase,
        "filter only": str,
        "empty": str,
    }


def _slip(word: str, chance: random.Random) -> str:
    """The word with another letter in one place."""
    at = chance.randrange(len(word))
    return word[:at] + chance.choice(_LETTERS) + word[at + 1 :]
