"""The version of the package; semantic versioning (docs/versioning.md)."""

__version__ = "0.1.0"
