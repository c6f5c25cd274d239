"""What a job did, for reading and as JSON."""

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from typing import Any

from indexer.indexing import IndexReport
from indexer.ingest import IngestReport
from indexer.rejects import reject_line
from indexer.retry import RetryReport
from indexer.terminal import one_line
from indexer.wording import agreeing, counted
from searchsvc.catalog import Reject
from searchsvc.responses import Hit, ScoreParts, SearchResponse

_BOLD, _DIM, _PLAIN = "\x1b[1;33m", "\x1b[2m", "\x1b[0m"


def ingest_json(result: IngestReport) -> dict[str, Any]:
    return {
        "added": result.added,
        "replaced": result.replaced,
        "unchanged": result.unchanged,
        "pages": result.pages,
        "needs_ocr": {"items": result.ocr_items, "pages": result.ocr_pages},
        "rejected": [_rejected_json(reject) for reject in result.rejected],
        "rejections": result.rejections,
        "gone": result.gone,
        "removed": len(result.gone) if result.removed else 0,
        "index": index_json(result.index) if result.index else None,
    }


def ingest_text(result: IngestReport) -> str:
    if result.added or result.replaced:
        done = f"{counted(result.added, 'item')} added, {result.replaced:,} replaced"
    else:
        done = "Nothing changed"
    lines = [f"{done}, {result.unchanged:,} unchanged, {result.rejections:,} rejected."]
    if result.ocr_pages:
        lines.append(needs_ocr(result.ocr_pages, result.ocr_items) + ".")
    lines += _gone_lines(result)
    if result.index:
        return "\n".join([*lines, index_text(result.index)])
    return "\n".join(["This would be done; nothing was written.", *lines])


def _gone_lines(result: IngestReport) -> list[str]:
    count = len(result.gone)
    gone = f"{counted(count, 'item')} {agreeing(count, 'is', 'are')} no longer there"
    if not result.gone:
        return []
    if not result.removed:
        kept = agreeing(count, "it was", "they were")
        return [f"{gone}; {kept} kept, since something could not be read."]
    if result.index:
        return [f"{gone} and {agreeing(count, 'was', 'were')} removed."]
    return [f"{gone}: {', '.join(result.gone)}."]


def needs_ocr(pages: int, items: int) -> str:
    need = agreeing(pages, "needs", "need")
    return f"{counted(pages, 'page')} of {counted(items, 'item')} {need} OCR"


def retry_json(result: RetryReport) -> dict[str, Any]:
    return {
        "mended": result.mended,
        "still_rejected": result.still,
        "absent": result.absent,
        "rejected": [_rejected_json(reject) for reject in result.rejected],
        "index": index_json(result.index),
    }


def retry_text(result: RetryReport) -> str:
    lines = [f"not there to be read again: {one_line(path)}" for path in result.absent]
    lines.append(f"{result.mended:,} are no longer rejected, {result.still:,} still are.")
    return "\n".join([*lines, index_text(result.index)])


def _rejected_json(reject: Reject) -> dict[str, Any]:
    return {"place": reject.place, "id": reject.item_id, "reason": reject.reason}


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
    items, pages = counted(result.items, "item"), counted(result.pages, "searchable page")
    return f"The index holds {items} and {pages}."


def search_text(response: SearchResponse, colour: bool) -> str:
    """Results as a terminal shows them; the words found stand out."""
    lines = [f"{response.total:,} found in {response.took_ms:.0f} ms"]
    lines += [one_line(notice.text) for notice in response.notices]
    lines += [f"Did you mean: {one_line(meant.query)}" for meant in response.suggestions]
    for number, hit in enumerate(response.hits, response.request.offset + 1):
        lines += ["", *_hit_lines(number, hit, colour)]
    return "\n".join(lines)


def rejected_lines(listed: Sequence[Reject], count: int) -> Iterator[str]:
    """Records that were not taken in: where they stand, their ids, and why."""
    for reject in listed:
        yield f"rejected: {reject_line(reject)}"
    if more := count - len(listed):
        yield f"rejected: {more:,} more; see: tangthu rejects"


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
    """`5.43 = text 0.21 + title 1.02 + p. 3 (syllables 2.90 + words 1.10) × 1.05`. Parts that are
    0 are left out. `labels`: what pages are called, by number; a page without one is shown by its
    number.
    """

    def named(of: object, *names: str) -> list[str]:
        return [f"{n.replace('_', ' ')} {v:.2f}" for n in names if (v := getattr(of, n))]

    terms = named(parts, *(part.name for part in fields(parts) if part.name != "page"))
    if page := parts.page:
        inner = " + ".join(named(page, "syllables", "words", "pairs", "threes")) or "0"
        terms.append(f"p. {labels.get(page.number, page.number)} ({inner}) × {page.length:.2f}")
    return f"{score:.2f} = {' + '.join(terms) or '0'}"


def _snippet(snippet: str, begin: str, end: str) -> str:
    marks = {"<mark>": begin, "</mark>": end}
    pieces = re.split(r"(</?mark>)", snippet)
    return "".join(marks.get(piece) or one_line(html.unescape(piece)) for piece in pieces)
