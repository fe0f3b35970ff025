"""`python -m mkdocs_paramsize` is the command `paramsize`."""

from mkdocs_paramsize.cli.command import main

if __name__ == "__main__":
    raise SystemExit(main())
