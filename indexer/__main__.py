"""`python -m indexer` is `tangthu`."""

import sys


def main() -> None:
    """The command line. Stopped while it is still being imported, it ends as quietly as later."""
    try:
        from indexer.cli import main as run
    except KeyboardInterrupt:
        sys.exit(130)
    run(prog_name="tangthu")


if __name__ == "__main__":
    main()
