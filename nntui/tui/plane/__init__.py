"""The live plane: what a network says all over two features, on Train and Inspect."""
