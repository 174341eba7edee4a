"""Common Practice: software that runs a GP super-partnership."""

__version__ = "0.1.0"
