"""What a job did, for reading and as JSON."""

import html
import re
from collections.abc import Mapping
from typing import Any

from indexer.indexing import IndexReport
from indexer.ingest import IngestReport
from indexer.terminal import one_line
from searchsvc.errors import RecordError
from searchsvc.responses import Hit, ScoreParts, SearchResponse

_BOLD, _DIM, _PLAIN = "\x1b[1;33m", "\x1b[2m", "\x1b[0m"


def ingest_json(result: IngestReport) -> dict[str, Any]:
    return {
        "added": result.added,
        "replaced": result.replaced,
        "unchanged": result.unchanged,
        "pages": result.pages,
        "rejected": [
            {"place": e.place, "id": e.item_id, "reason": e.reason} for e in result.rejected
        ],
        "index": index_json(result.index),
    }


def ingest_text(result: IngestReport) -> str:
    if result.added or result.replaced:
        done = f"{result.added:,} items added, {result.replaced:,} replaced"
    else:
        done = "Nothing changed"
    line = f"{done}, {result.unchanged:,} unchanged, {len(result.rejected):,} rejected."
    return f"{line}\n{index_text(result.index)}"


def index_json(result: IndexReport) -> dict[str, Any]:
    return {
        "generation": result.generation,
        "rebuilt": result.rebuilt,
        "changes": result.changes,
        "items": result.items,
        "pages": result.pages,
        "revision": result.revision,
    }


def index_text(result: IndexReport) -> str:
    if not result.generation:
        return "The index is being rebuilt by another job, which takes this in when it ends."
    return f"The index holds {result.items:,} items and {result.pages:,} searchable pages."


def search_text(response: SearchResponse, colour: bool) -> str:
    """Results as a terminal shows them; the words found stand out."""
    lines = [f"{response.total:,} found in {response.took_ms:.0f} ms"]
    lines += [one_line(notice.text) for notice in response.notices]
    for number, hit in enumerate(response.hits, response.request.offset + 1):
        lines += ["", *_hit_lines(number, hit, colour)]
    return "\n".join(lines)


def rejected_line(error: RecordError) -> str:
    """A record that was not taken in: where it stands, its id, and why."""
    return one_line(f"rejected: {error}")


def _hit_lines(number: int, hit: Hit, colour: bool) -> list[str]:
    known = hit.metadata
    details = [*known.creators, known.date, known.type, known.library, known.id]
    bold, dim, plain = (_BOLD, _DIM, _PLAIN) if colour else ("", "", "")
    lines = [
        f"{number}. {one_line(known.title)}",
        f"   {dim}{one_line(' · '.join(d for d in details if d))}{plain}",
    ]
    labels = {page.number: one_line(page.label or str(page.number)) for page in hit.pages}
    for page in hit.pages:
        lines.append(
            f"   p. {labels[page.number]}: {_snippet(page.snippet, bold or '[', plain or ']')}"
        )
    more = hit.pages_matched - len(hit.pages)
    if more > 0:
        lines.append(f"   {dim}and {more:,} more pages{plain}")
    if hit.parts:
        lines.append(f"   {dim}{_score_line(hit.score, hit.parts, labels)}{plain}")
    return lines


def _score_line(score: float, parts: ScoreParts, labels: Mapping[int, str]) -> str:
    """`5.43 = text 0.21 + title 1.02 + p. 3 (syllables 2.90 + words 1.10) × 1.05`: no part that
    is 0. A page has its number where none of the `labels`, by number, is its own.
    """

    def named(of: object, *names: str) -> list[str]:
        return [f"{n.replace('_', ' ')} {v:.2f}" for n in names if (v := getattr(of, n))]

    terms = named(parts, "text", "exact_title", "title", "creator", "subject", "unseen_page")
    if page := parts.page:
        inner = " + ".join(named(page, "syllables", "words", "pairs", "threes")) or "0"
        terms.append(f"p. {labels.get(page.number, page.number)} ({inner}) × {page.length:.2f}")
    return f"{score:.2f} = {' + '.join(terms) or '0'}"


def _snippet(snippet: str, begin: str, end: str) -> str:
    marks = {"<mark>": begin, "</mark>": end}
    pieces = re.split(r"(</?mark>)", snippet)
    return "".join(marks.get(piece) or one_line(html.unescape(piece)) for piece in pieces)
