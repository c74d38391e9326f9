"""Training: state, trainer, history and the runner that drives it in a thread."""
