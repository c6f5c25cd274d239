"""What the commands share: exit statuses, options, printing.

0: all done. 1: done, but some records were rejected, or `verify` found something. 2: wrong usage.
3: failed or stopped; what was done until then is kept, and the same command completes it.
"""

import sys
import traceback
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

import click

from indexer.terminal import one_line
from searchsvc.errors import TangThuError, UserError

REJECTED, USAGE, FAILED = 1, 2, 3

P = ParamSpec("P")


def statuses(command: Callable[P, None]) -> Callable[P, None]:
    """Translate errors for a command; what nobody foresaw is a defect and shows its traceback."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            command(*args, **kwargs)
        except UserError as error:
            fail(str(error), USAGE)
        except TangThuError as error:
            fail(str(error), FAILED)
        except BrokenPipeError:
            raise  # whoever read our output has had enough; Click knows what to do
        except OSError as error:
            # The disk is full, the home may not be written, and the like.
            where = f"{error.filename}: " if error.filename else ""
            fail(f"{where}{error.strerror or error}", FAILED)
        except KeyboardInterrupt:
            fail("stopped; nothing is lost, and the same command, run again, completes it", FAILED)
        except Exception:
            traceback.print_exc()
            sys.exit(FAILED)

    return run


def fail(message: str, status: int) -> None:
    """Say why a command failed, and end with this status."""
    click.echo(f"tangthu: {one_line(message)}", err=True)
    sys.exit(status)


Value = TypeVar("Value", str, tuple[str, ...], None)


def in_unicode(_context: click.Context, _parameter: click.Parameter, value: Value) -> Value:
    """A callback for what is kept, or searched for: wrong usage where it is not UTF-8."""
    try:
        "".join(value or ()).encode()
    except UnicodeEncodeError as error:
        raise click.BadParameter("not UTF-8") from error
    return value


json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
quiet_option = click.option("-q", "--quiet", is_flag=True, help="Show no progress.")
wait_option = click.option(
    "--wait",
    metavar="SECONDS",
    type=click.FloatRange(min=0),
    default=24 * 3600.0,
    help="How long to wait at the end for a job that writes [a day].",
)


def print_answer(answer: object) -> None:
    """Text as it is, anything else as JSON."""
    if isinstance(answer, str):
        click.echo(answer)
        return
    import orjson

    from searchsvc.exact_json import dumps

    click.echo(dumps(answer, orjson.OPT_INDENT_2).decode())
