"""`python -m indexer` is `tangthu`."""

from indexer.cli import main

if __name__ == "__main__":
    main(prog_name="tangthu")
