"""How the Predict view asks the network: the chosen sample at once, whole parts as jobs at a calm rate."""

from __future__ import annotations

import time

from nntui.errors import InputError, NntuiError
from nntui.insight.fresh import FIRST_DRAW
from nntui.insight.predictions import Forecast, predict_one
from nntui.tui.pulse import Handle
from nntui.tui.screens.predict_choosing import Choosing
from nntui.tui.screens.predict_jobs import Drawn, One, Predicted, asking_one, drawing, predicting
from nntui.tui.screens.predict_plane import region_of
from nntui.tui.screens.predict_state import Choice

CALM_SECONDS = 1.0
CALM_SHARE = 10
"""Between two predictions of a whole part while training goes on: a second, or ten times what the last one took."""
LARGE = 3_000_000
"""Parameters from which on even one sample is a job."""


class Asking(Choosing):
    """What the network says to the view's choice; `repaint` shows it."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.choice = Choice()
        self.forecast: Forecast | None = None
        self._asking = False
        self._asked = 0.0
        self._calm_until = 0.0
        self._later: Handle | None = None
        self._draw = FIRST_DRAW
        self._on_screen = False

    def repaint(self) -> None:
        """Draw again what changed."""
        raise NotImplementedError

    def chosen(self) -> None:
        """Predict the chosen sample and show it."""
        self._predict()
        self.repaint()
        self.ask_part()

    def shown(self) -> None:
        """Ask again."""
        self._on_screen = True

    def hidden(self) -> None:
        """Ask for nothing while another view is shown."""
        self._on_screen = False
        self._forget_later()

    def _predict(self) -> None:
        choice = self.choice
        model, weights, raw = choice.model, choice.weights, choice.raw
        if model is None or weights is None or raw is None:
            self.forecast = None
        elif model.network.layout.size > LARGE:
            self.workbench.ask(lambda: asking_one(model, weights, raw), self._one_came)
        else:
            self.forecast = self._forecast_now()

    def _forecast_now(self) -> Forecast | None:
        choice = self.choice
        if choice.model is None or choice.weights is None or choice.raw is None:
            return None
        try:
            return predict_one(choice.model.network, choice.model.preparation, choice.weights, choice.raw)
        except NntuiError as error:
            self.nntui.say(str(error), "bad")
            return None

    def _one_came(self, found: One) -> None:
        if found.model is self.choice.model and found.raw is self.choice.raw:
            self.forecast = found.forecast
            self.repaint()

    def ask_part(self) -> None:
        """Ask for the whole part when there are newer weights, at a calm rate while training goes on."""
        if self._asking or not (self._on_screen and self.choice.outdated):
            return
        pause = self._calm_until - time.monotonic() if self.choice.running else 0.0
        if pause <= 0:
            self._forget_later()
            self._ask_now()
        elif self._later is None:
            self._later = self.nntui.after(pause, self._ask_later)

    def _ask_later(self) -> None:
        self._later = None
        self.ask_part()

    def _forget_later(self) -> None:
        if self._later is not None:
            self._later.cancel()
            self._later = None

    def _ask_now(self) -> None:
        choice = self.choice
        model, part, weights = choice.model, choice.part, choice.weights
        if model is None or part is None or weights is None:
            return
        reach, region = choice.reach, region_of(choice)
        self._asking, self._asked = True, time.monotonic()
        self.workbench.ask(
            lambda: predicting(model, part, weights, reach=reach, region=region), self._part_came, self._part_failed
        )

    def _part_came(self, found: Predicted) -> None:
        self._rest()
        if self.choice.take(found):
            self.repaint()
        self.ask_part()

    def _part_failed(self, error: NntuiError) -> None:
        self._rest()
        self.nntui.say(str(error), "bad")

    def _rest(self) -> None:
        now = time.monotonic()
        self._asking = False
        self._calm_until = now + max(CALM_SECONDS, CALM_SHARE * (now - self._asked))

    def draw_fresh(self) -> None:
        """Draw fresh samples."""
        model, draw = self.choice.model, self._draw
        if model is None:
            raise InputError("the data are still being loaded")
        self._draw += 1
        self.workbench.ask(lambda: drawing(model, draw), self._fresh_came)

    def _fresh_came(self, found: Drawn) -> None:
        if found.model is self.choice.model:
            self.choice.add_fresh(found.part)
            self.chosen()
