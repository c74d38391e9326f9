"""The keys of the Inspect view that reach into the network: weights set by hand, units frozen and silenced."""

from __future__ import annotations

import math

from nntui.charts import numbers
from nntui.engine import links
from nntui.engine.network import Network
from nntui.errors import InputError
from nntui.training import handwork
from nntui.training.messages import Change, Freeze, Hand, Held, NudgeWeight, SetWeight, Silence
from nntui.tui.actions import action
from nntui.tui.screens.inspect_state import Inspection
from nntui.tui.view import View
from nntui.tui.widgets.run_prompt import RunPrompt


class ByHand(View):
    """What the Inspect view does to the chosen unit and its weights; each is an order for the next step border."""

    action_view = "inspect"
    seen: Inspection

    def repaint(self) -> None:
        """Draw again what changed."""
        raise NotImplementedError

    @property
    def plane_waits(self) -> bool:
        """Whether the plane does not have the keys."""
        raise NotImplementedError

    # which weight

    @action(
        "inspect.next-weight",
        title="Next weight",
        help="Choose the bias or the next weight into the unit; behind the last comes the first.",
        keys="right_square_bracket",
        when="plane_waits",
        footer=69,
        short="weight",
    )
    def next_weight(self) -> None:
        """Choose the next weight."""
        self._go(1)

    @action(
        "inspect.weight-before",
        title="Weight before",
        help="Choose the weight before, or the bias.",
        keys="left_square_bracket",
        when="plane_waits",
    )
    def weight_before(self) -> None:
        """Choose the weight before."""
        self._go(-1)

    def _go(self, by: int) -> None:
        self._need_link()
        self.seen.links.go(by)
        self.repaint()

    @action(
        "inspect.which-weight",
        title="Choose a weight",
        help="Choose the weight or the bias whose name or number you type.",
        keys="w",
        when="plane_waits",
    )
    def ask_weight(self) -> None:
        """Ask for a weight."""
        self._need_link()
        self.query_one(RunPrompt).ask("which weight? number, name or bias", "", self._find)

    def _find(self, text: str) -> None:
        self.seen.links.find(text)
        self.repaint()

    # its value

    @action(
        "inspect.value",
        title="Value of the weight",
        help="Give the chosen weight or bias a value that you type, from the next step on.",
        keys="e",
        when="plane_waits",
        footer=68,
        short="value",
    )
    def ask_value(self) -> None:
        """Ask for a value."""
        self._need_link()
        chosen = self.seen.links
        question = f"new {chosen.name(ascii=self.nntui.ascii)}?"
        self.query_one(RunPrompt).ask(question, f"{chosen.value:.6g}", self._set)

    def _set(self, text: str) -> None:
        try:
            value = float(text)
        except ValueError:
            raise InputError("a number is needed", received=text, allowed="such as 0.5 or -2e-3") from None
        chosen, seen = self.seen.links, self.seen
        self._order(SetWeight(chosen.layer, seen.unit, chosen.source, value))
        self.nntui.say(f"{self._link_name()}: {numbers.number(value)} from the next step on")

    @action(
        "inspect.nudge-up",
        title="Weight a little up",
        help="Add a little to the chosen weight or bias: a tenth of the power of ten of the unit's largest.",
        keys=("plus", "equals_sign"),
        when="plane_waits",
        footer=61,
        short="nudge",
    )
    def nudge_up(self) -> None:
        """Add a little."""
        self._nudge(1)

    @action(
        "inspect.nudge-down",
        title="Weight a little down",
        help="Take as much from the chosen weight or bias.",
        keys="minus",
        when="plane_waits",
    )
    def nudge_down(self) -> None:
        """Take a little away."""
        self._nudge(-1)

    def _nudge(self, sign: int) -> None:
        self._need_link()
        chosen = self.seen.links
        by = sign * chosen.nudge
        self._order(NudgeWeight(chosen.layer, self.seen.unit, chosen.source, by))
        self.nntui.say(f"{self._link_name()}: {by:+.3g}")

    def _link_name(self) -> str:
        chosen = self.seen.links
        return handwork.name_of(self._network, chosen.layer, self.seen.unit, chosen.source)

    def _need_link(self) -> None:
        if not self.seen.links.any:
            raise InputError("an input has no weights into it: right goes to the first layer")
        if math.isnan(self.seen.links.value):
            raise InputError("the weights are not there yet")

    # units

    @action(
        "inspect.freeze",
        title="Freeze the unit",
        help="Keep the weights into the unit and its bias as they are while the others train on; or let them move again.",
        keys="f",
        when="plane_waits",
        footer=67,
        short="freeze",
    )
    def freeze(self) -> None:
        """Freeze the unit, or let it move again."""
        layer, unit = self._place()
        if layer in self.seen.frozen_layers:
            raise InputError("the whole layer is frozen: F lets it move again")
        self._freeze(layer, (unit,))

    @action(
        "inspect.freeze-layer",
        title="Freeze the layer",
        help="Freeze all units of the layer, or let all move again.",
        keys="F",
        when="plane_waits",
    )
    def freeze_layer(self) -> None:
        """Freeze the whole layer by its field `trainable`, or unit by unit where the experiment does not name the layer."""
        layer, _ = self._place()
        if layer == links.INPUT:
            self._freeze(layer, (0,))
        path = f"model.layers.{layer}.trainable"
        plan = self.workbench.plan
        units = tuple(range(links.units_of(self._network, layer)))
        frozen = layer in self.seen.frozen_layers
        if not frozen and (plan is None or plan.given_path(path) is None or _all(self._held.frozen, layer, units)):
            self._freeze(layer, units)
            return
        self.workbench.send(Change(path, frozen))
        self.nntui.say(f"layer {links.number_of(self._network, layer)}: {'no longer frozen' if frozen else 'frozen'}")

    def _freeze(self, layer: int, units: tuple[int, ...]) -> None:
        again = _all(self._held.frozen, layer, units)
        self._order(Freeze(layer, units, not again))
        self._say(layer, units, "no longer frozen" if again else "frozen, its weights and bias stay")

    @action(
        "inspect.silence",
        title="Silence the unit",
        help="Let the unit pass nothing on to the next layer, and training go on around it; or let it speak again, as it was.",
        keys="s",
        when="plane_waits",
        footer=66,
        short="silence",
    )
    def silence(self) -> None:
        """Silence the unit, or let it speak again."""
        layer, unit = self._place()
        self._silence(layer, (unit,))

    @action(
        "inspect.silence-layer",
        title="Silence the layer",
        help="Silence all units of the layer, or let all speak again.",
        keys="S",
        when="plane_waits",
    )
    def silence_layer(self) -> None:
        """Silence the whole layer, or let it speak again."""
        layer, _ = self._place()
        self._silence(layer, tuple(range(links.units_of(self._network, layer))))

    def _silence(self, layer: int, units: tuple[int, ...]) -> None:
        again = _all(self._held.silenced, layer, units)
        self._order(Silence(layer, units, not again))
        self._say(layer, units, "passes on what it did before" if again else "silenced, it passes nothing on")

    def _say(self, layer: int, units: tuple[int, ...], what: str) -> None:
        self.nntui.say(f"{handwork.called(self._network, layer, units)}: {what}")

    # orders

    @property
    def _held(self) -> Held:
        """What is held, as far as the screen knows."""
        return self.seen.held or Held()

    @property
    def _network(self) -> Network:
        model = self.seen.choice.model
        if model is None:
            raise InputError("there is no network yet")
        return model.network

    def _place(self) -> tuple[int, int]:
        if not self.seen.stages:
            raise InputError("there is no network yet")
        return self.seen.links.layer, self.seen.unit

    def _order(self, order: Hand) -> None:
        """Give the order, or raise why it cannot be carried out."""
        bench = self.workbench
        if bench.run is None:
            raise InputError("a model without its data is not trained, and stays as it was saved")
        handwork.check(order, self._network, self._held.silenced)
        bench.send(order)


def _all(held: frozenset[tuple[int, int]], layer: int, units: tuple[int, ...]) -> bool:
    return all((layer, unit) in held for unit in units)
