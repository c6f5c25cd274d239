"""The slow way: CRFsuite's own arithmetic, operation by operation, for when rounding decides.

Also the plain statement of what the fast way must compute.
"""

from collections.abc import Iterator, Sequence

from analyzers.segmenter.model import PyviModel, crf_name


def exact_labels(model: PyviModel, tokens: Sequence[str]) -> list[bool]:
    """For each token of one non-empty text whether CRFsuite labels it I_W; bit for bit its choice.

    Scores are float64 sums in the order in which pyvi names its features, and the first of
    equal scores wins, as in ``crf1dc_viterbi``.
    """
    move = model.transitions
    b, i = _state(model, tokens, 0)
    links = []
    for at in range(1, len(tokens)):
        state_b, state_i = _state(model, tokens, at)
        b_to_b, i_to_b = b + move.bb, i + move.ib
        b_to_i, i_to_i = b + move.bi, i + move.ii
        links.append((i_to_b > b_to_b, i_to_i > b_to_i))
        b = max(b_to_b, i_to_b) + state_b
        i = max(b_to_i, i_to_i) + state_i
    labels = [i > b]
    for from_i in reversed(links):
        labels.append(from_i[labels[-1]])
    return labels[::-1]


def _state(model: PyviModel, tokens: Sequence[str], at: int) -> tuple[float, float]:
    b = i = 0.0
    for attribute in _attributes(model, tokens, at):
        weights = model.weights(attribute)
        b += weights[0]
        i += weights[1]
    return b, i


def _attributes(model: PyviModel, tokens: Sequence[str], at: int) -> Iterator[str]:
    """Names of pyvi's features that hold for a token, in pyvi's order."""
    token = tokens[at]
    lower = [word.lower() for word in tokens[max(at - 2, 0) : at + 3]]
    here = min(at, 2)
    yield "bias"
    yield f"word.lower():{crf_name(lower[here])}"
    if token.isupper():
        yield "word.isupper()"
    if token.istitle():
        yield "word.istitle()"
    if token.isdigit():
        yield "word.isdigit()"
    for step in (-1, 1):
        if not 0 <= at + step < len(tokens):
            continue
        neighbour = tokens[at + step]
        yield f"{step:+}:word.lower():{crf_name(lower[here + step])}"
        if neighbour.istitle():
            yield f"{step:+}:word.istitle()"
        if neighbour.isupper():
            yield f"{step:+}:word.isupper()"
        first = min(here, here + step)
        if model.pairs.has(lower[first : first + 2]):
            yield f"{step:+}:word.bi_gram()"
        if 0 <= at + 2 * step < len(tokens):
            first = min(here, here + 2 * step)
            if model.pairs.has(lower[first : first + 3]):
                yield f"{2 * step:+}:word.tri_gram()"
