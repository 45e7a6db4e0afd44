"""signdesk reads fingerspelled letters and digits from a webcam, on your own computer."""

__version__ = "0.1.0"
__all__ = ["__version__"]
