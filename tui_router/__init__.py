"""Claude Code on any model: a translating gateway with a terminal inspector."""

__version__ = "0.1.0"
