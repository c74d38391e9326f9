"""The views of the application, in the order of their digits: name (and module), digit, title.

They stand here so that the first picture can name them all and import only the one it shows.
"""

SCREENS = (
    ("build", "1", "Build"),
    ("train", "2", "Train"),
    ("predict", "3", "Predict"),
    ("inspect", "6", "Inspect"),
)
