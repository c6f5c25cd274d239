"""Does the right item come first, however it is asked for?

    python -m benchmarks.relevance [--quick] [--sets xquad,among] [--ours] [--split tune] [--json]

Known-item searches over real collections, each query in eight ways of typing it, through
`SearchService` with its default settings and through plain searches beside it. The first run fills
homes and indexes in `bench-runs/`, which takes minutes; they are kept, with queries, qrels and runs
as TREC files. MRR@10: mean of 1/rank of the item that answers; "of typed": its share of the same
queries' as typed; P@1, R@10: share of queries with it first, or among ten; page: where it is first,
how often the page that answers is its first.
"""

import argparse
import sys
from collections.abc import Iterator

import orjson

from benchmarks.measuring import circumstances
from benchmarks.relevance.homes import FOLDER
from benchmarks.relevance.report import Row, as_json, goals_table, table
from benchmarks.relevance.runs import Run, ask, evaluate, write_queries, write_run, write_topics
from benchmarks.relevance.sets import query_sets
from benchmarks.relevance.systems import MOST_QUERIES, OURS, SYSTEMS
from benchmarks.relevance.topics import QuerySet, Split, asked, evenly
from benchmarks.relevance.variants import VARIANTS


def main() -> int:
    options = _options()
    wanted = options.sets.split(",") if options.sets else None
    rows: list[Row] = []
    for queries in query_sets():
        if wanted and queries.name not in wanted:
            continue
        found = list(_measure(queries, Split(options.split), options.quick, options.ours))
        rows += found
        if not options.json:
            print("\n".join(table(queries, found)), flush=True)
    if not rows:
        print("no collections to measure on: see benchmarks/collection.py", file=sys.stderr)
        return 1
    if options.json:
        answer = {**circumstances(), **as_json(rows)}
        print(orjson.dumps(answer, option=orjson.OPT_INDENT_2).decode())
    else:
        print("\n".join(goals_table(rows)))
    return 0


def _options() -> argparse.Namespace:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--quick", action="store_true", help="ask few of the queries")
    options.add_argument("--sets", help="only these, with commas between")
    options.add_argument("--ours", action="store_true", help="leave out the plain searches")
    options.add_argument(
        "--split", choices=list(Split), default=Split.ALL, help="only this half of the topics"
    )
    options.add_argument("--json", action="store_true")
    return options.parse_args()


def _measure(queries: QuerySet, split: Split, quick: bool, only_ours: bool) -> Iterator[Row]:
    """A row for each variant; all systems are asked one variant before the next."""
    settings = queries.home()
    names = [name for name in SYSTEMS if name == OURS or (queries.peers and not only_ours)]
    systems = {name: SYSTEMS[name](settings) for name in names}
    folder = FOLDER / queries.name.replace(" ", "-")
    write_topics(folder, queries.topics)
    typed: Run | None = None
    for variant in queries.variants:
        topics = asked(queries, variant, split, quick)
        texts = [(topic, VARIANTS[variant](topic.text)) for topic in topics]
        write_queries(folder, variant, texts)
        figures = {}
        for name, system in systems.items():
            few = evenly(texts, MOST_QUERIES.get(name, len(texts)))
            run = ask(system, few)
            write_run(folder, variant, name, run)
            figures[name] = evaluate(run, [topic for topic, _ in few])
            if name == OURS:
                typed = typed or run
        assert typed is not None
        altered = sum(text != topic.text for topic, text in texts) / len(texts)
        yield Row(queries.name, variant, altered, figures, evaluate(typed, topics))
    for system in systems.values():
        system.close()


if __name__ == "__main__":
    sys.exit(main())
