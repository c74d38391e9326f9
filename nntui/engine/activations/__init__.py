"""Activations, one a file: layers without parameters."""
