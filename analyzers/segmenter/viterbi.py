"""Best label sequence of a two-label CRF, for many texts at once (kernel/labels.c says how)."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analyzers.kernel import Moves, kernel


class TooCloseToCall(ArithmeticError):
    """Two paths score so nearly the same that rounding errors could decide between them."""


@dataclass(frozen=True, slots=True)
class Transitions:
    """Scores of the four transitions; ``bi`` is that from label B to label I."""

    bb: float
    bi: float
    ib: float
    ii: float


def label_inside(
    delta: NDArray[np.float64], transitions: Transitions, tolerance: float
) -> NDArray[np.bool_]:
    """Whether the best label of each of n positions is I; shape (n,).

    ``delta`` has shape (n,); it is infinite at the first and the last position, and between texts.
    Raises TooCloseToCall where a decision hangs on less than ``tolerance`` (times the length of the
    run of undecided tokens before it).
    """
    moves = Moves(bb=transitions.bb, bi=transitions.bi, ib=transitions.ib, ii=transitions.ii)
    inside = np.empty(len(delta), np.bool_)
    if not kernel().label(moves, delta, len(delta), tolerance, inside):
        raise TooCloseToCall
    return inside
