"""Understanding: a snapshot to numbers (explanations, boundaries, health)."""
