"""Data sets, CSV files, pictures, splits and scaling: what training sees of it is arrays."""
