"""Files: atomic writing, model files and run folders."""
