"""Start values of parameters, one a file."""
