"""What the package costs: a build, a page, a marker, an import. Run `python -m benchmarks`."""
