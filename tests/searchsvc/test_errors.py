import inspect

import pytest

from searchsvc import errors
from searchsvc.errors import QueryError, RecordError, TangThuError, UserError

CLASSES = {
    name: value
    for name, value in vars(errors).items()
    if inspect.isclass(value) and issubclass(value, Exception)
}


def drawn_tree() -> dict[str, str | None]:
    """The tree that the module's text draws: name of each class → name of its base."""
    parents: dict[str, str | None] = {}
    path: list[str] = []
    for line in (errors.__doc__ or "").splitlines():
        stripped = line.lstrip("│├└─ ")
        name = stripped.split(" ")[0]
        if name in CLASSES:
            depth = (len(line) - len(stripped)) // 4
            path[depth:] = [name]
            parents[name] = path[depth - 1] if depth else None
    return parents


def test_the_tree_in_the_text_has_every_class_where_it_belongs() -> None:
    bases = {name: value.__base__ for name, value in CLASSES.items()}
    expected = {
        name: base.__name__ if base and base is not Exception else None
        for name, base in bases.items()
    }
    assert drawn_tree() == expected


@pytest.mark.parametrize("name", CLASSES)
def test_every_error_is_one_of_ours_and_explained(name: str) -> None:
    assert issubclass(CLASSES[name], TangThuError)
    assert CLASSES[name].__doc__


def test_a_query_error_names_its_parameter() -> None:
    error = QueryError("page", "counts from 1")
    assert isinstance(error, UserError)
    assert (str(error), error.parameter, error.reason) == (
        "page: counts from 1", "page", "counts from 1",
    )  # fmt: skip


def test_a_record_error_says_where_and_which() -> None:
    error = RecordError("a.jsonl:3", "no title", "vn-1")
    assert str(error) == "a.jsonl:3 (vn-1): no title"
    assert str(RecordError("a.jsonl:3", "no JSON")) == "a.jsonl:3: no JSON"
    assert not isinstance(error, UserError)
