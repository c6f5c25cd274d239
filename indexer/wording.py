"""Numbers of things in English sentences."""


def counted(number: int, noun: str) -> str:
    """`1 item`, `2,000 items`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def agreeing(number: int, one: str, more: str) -> str:
    """The form of a verb, or of a pronoun, for so many."""
    return one if number == 1 else more
