"""Drawing: numbers to rows of (text, style) spans; pure functions."""
