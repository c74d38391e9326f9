"""The Textual application: the only place that imports textual or rich.

How a view is written: a class in its own module of `screens/`, decorated by `@view(name, key, title)`; what it shows
comes from `self.workbench` in `refresh_from`; what it can do are methods decorated by `@action(...)`, from which key,
footer, help and palette follow. It draws `Rows` (see `charts/spans.py`) through `widgets/rows.py`, says sentences with
`self.nntui.say(text, role)`, gives orders with `self.workbench.send(order)` and long work with
`self.workbench.ask(job, done)`. Text from outside goes through `text.safe`. No timer runs while a view is hidden.
"""

import os

os.environ.setdefault("ESCDELAY", "10")  # milliseconds until a lone ESC is the escape key, as in tmux 3.5; 100 are felt
os.environ.setdefault("TEXTUAL_FPS", "250")  # half of a frame is what a key waits on average, twice: 2 ms instead of 8
