"""The parts of ``benchmarks/recognition.py``: one file an idea."""
