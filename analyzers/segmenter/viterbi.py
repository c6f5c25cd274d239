"""Best label sequence of a two-label CRF, for many texts at once.

Let d be the score of the best path to label B at a token minus that of the best path to I. Then
d(t) = delta(t) + f(d(t-1)), where delta is the token's own score difference and

    f(d) = max(d + BB, IB) - max(d + BI, II)

is constant above the higher and below the lower of two thresholds. With pyvi's weights f moves
within 0.39, so for nearly every token delta alone tells on which side of both thresholds d lies,
and that decides its label, whatever follows. Only the rest is computed one by one.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


class TooCloseToCall(ArithmeticError):
    """Two paths score so nearly the same that rounding errors could decide between them."""


@dataclass(frozen=True, slots=True)
class Transitions:
    """Scores of the four transitions; ``bi`` is that from label B to label I."""

    bb: float
    bi: float
    ib: float
    ii: float

    def carried(self, d: float) -> float:
        """f above: what the difference d at a token adds to the difference at the next."""
        return max(d + self.bb, self.ib) - max(d + self.bi, self.ii)


def label_inside(
    delta: NDArray[np.float64],
    first: NDArray[np.intp],
    last: NDArray[np.intp],
    transitions: Transitions,
    tolerance: float,
) -> NDArray[np.bool_]:
    """Whether the best label of each of n positions is I; shape (n,).

    ``delta`` has shape (n,) and holds texts with at least one position between them that belongs
    to none; ``first`` and ``last`` are the positions of each non-empty text's first and last
    token. Labels between the texts mean nothing. Raises TooCloseToCall where a decision hangs
    on less than ``tolerance`` (times the length of the run of undecided tokens before it).
    """
    to_b = transitions.ib - transitions.bb  # at or above: the best way to a following B is from B
    to_i = transitions.ii - transitions.bi  # at or above: the best way to a following I is from B
    above, below = transitions.bb - transitions.bi, transitions.ib - transitions.ii
    sure_b = delta >= max(to_b, to_i) - min(above, below) + tolerance
    inside = delta < min(to_b, to_i) - max(above, below) - tolerance
    unsure = sure_b == inside  # neither; never both
    unsure[first] = unsure[last] = True
    opening, closing = set(first.tolist()), set(last.tolist())

    places = unsure.nonzero()[0]
    links: list[tuple[int, bool, bool]] = []  # place, label I if followed by B, if followed by I
    before, run = -2, 1
    d = 0.0
    for place, d_own in zip(places.tolist(), delta.take(places).tolist(), strict=True):
        if place in opening:
            carry, run = 0.0, 1
        elif place == before + 1:
            carry, run = transitions.carried(d), run + 1
        else:
            carry, run = (below if inside[place - 1] else above), 1
        d = d_own + carry
        before = place
        if place in closing:
            _require_clear(d, tolerance * run)
            links.append((place, d < 0.0, d < 0.0))
        else:
            _require_clear(d - to_b, tolerance * run)
            _require_clear(d - to_i, tolerance * run)
            links.append((place, d < to_b, d < to_i))
    for place, if_b, if_i in reversed(links):
        inside[place] = if_i if inside[place + 1] else if_b
    return inside


def _require_clear(margin: float, tolerance: float) -> None:
    if abs(margin) <= tolerance:
        raise TooCloseToCall
