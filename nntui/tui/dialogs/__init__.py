"""What opens over the main screen: help, palette, questions and files."""
