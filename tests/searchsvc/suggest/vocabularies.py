"""Small vocabularies, written as text."""

from collections import Counter

from analyzers import syllables
from searchsvc.suggest.vocabulary import Counts, Vocabulary


def vocabulary(
    *texts: str,
    words: str = "",
    titles: tuple[str, ...] = (),
    creators: tuple[str, ...] = (),
    subjects: tuple[str, ...] = (),
) -> Vocabulary:
    """Forms of the texts, a page each; words as `thư_viện:9`, or once; titles keyed from 1."""
    forms = Counter(form for text in texts for form in {s.term for s in syllables(text)})
    folded = Counter(form for text in texts for form in {s.folded for s in syllables(text)})
    counted = [word.partition(":") for word in words.split()]
    return Vocabulary.of(
        Counts(
            forms.most_common(),
            folded.most_common(),
            [(word, int(count or 1)) for word, _, count in counted],
            [(title, key) for key, title in enumerate(titles, 1)],
            Counter(creators).most_common(),
            Counter(subjects).most_common(),
        )
    )
