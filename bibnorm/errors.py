"""What the user must fix. Every message says what, where and what to do."""

from __future__ import annotations


class BibnormError(Exception):
    """The work could not be done; the command line ends with exit code 2."""


class InputError(BibnormError):
    """A source that cannot be read or decoded."""


class OutputError(BibnormError):
    """A destination that cannot be written, or must not be."""


class ConfigurationError(BibnormError):
    """A configuration, table or model that is broken or missing."""
