"""Our own figures, one command: `python -m benchmarks`."""
