"""Does the right item come first, and the right page under it?

    python -m benchmarks.quality [--step 4]

Known-item searches over the whole collection: 1,190 questions that were each written from one
paragraph (XQuAD-vi), as typed and without marks; and titles. MRR@10: mean of 1/rank of the item
that is known to answer; P@1, R@10: share of queries with it first, or among ten. Page: share of the
items found under which the right page stands first.
"""

import argparse
from collections.abc import Iterable

from analyzers import fold
from benchmarks.collection import bench_home, questions, titles
from searchsvc.requests import SearchRequest
from searchsvc.service import SearchService

Known = tuple[str, str, int | None]


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--step", type=int, default=4, help="ask every so-manieth question")
    step = options.parse_args().step
    settings = bench_home()
    service = SearchService.open(settings)
    asked = [(q.text, q.item_id, q.page) for q in questions()[::step]]
    named: list[Known] = [(title, item_id, None) for title, item_id in titles(settings, 400)]
    print(f"{'':<24}{'queries':>9}{'MRR@10':>9}{'P@1':>9}{'R@10':>9}{'page':>9}")
    for name, known in (("questions", asked), ("titles", named)):
        if known:
            print(_measure(service, name, known))
            bare = [(fold(text), item_id, page) for text, item_id, page in known]
            print(_measure(service, f"{name}, no marks", bare))
    service.close()


def _measure(service: SearchService, name: str, known: Iterable[Known]) -> str:
    ranks, pages = [], []
    for text, item_id, page in known:
        hits = service.search(SearchRequest(q=text[:1000])).hits
        ids = [hit.metadata.id for hit in hits]
        rank = ids.index(item_id) + 1 if item_id in ids else None
        ranks.append(rank)
        if rank and page is not None:
            shown = hits[rank - 1].pages
            pages.append(bool(shown) and shown[0].number == page)
    figures = [
        sum(1 / rank for rank in ranks if rank) / len(ranks),
        sum(rank == 1 for rank in ranks) / len(ranks),
        sum(rank is not None for rank in ranks) / len(ranks),
        sum(pages) / len(pages) if pages else float("nan"),
    ]
    return f"{name:<24}{len(ranks):>9}" + "".join(f"{100 * figure:>9.1f}" for figure in figures)


if __name__ == "__main__":
    main()
