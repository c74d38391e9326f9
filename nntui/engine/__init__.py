"""The arithmetic: NumPy only; no file, no thread, no clock."""
