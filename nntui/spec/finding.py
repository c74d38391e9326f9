"""What a SPEC on the command line or in a dialogue means."""

from __future__ import annotations

from nntui.catalog import catalog
from nntui.errors import SpecError, UnknownName, nearest
from nntui.spec import address, limits, line, recipes, toml
from nntui.spec.experiment import Experiment

_SIGNS = "|=,"


def find(text: str) -> Experiment:
    """Return the experiment that a text names: a recipe, a `.toml` file, a one-line spec, or a Playground address.

    A text with `|` is a line, whatever it ends in; a single word that is no recipe may be a data set alone.
    """
    wanted = text.strip()
    limits.check("characters", len(wanted), limits.SPEC_LINE, where="spec")
    if not wanted:
        raise SpecError("the spec is empty", allowed="a recipe, a .toml file, or a one-line spec")
    if address.is_address(wanted):
        return address.read(wanted).experiment
    if wanted in recipes.names():
        return recipes.read(wanted)
    first, *rest = wanted.split()
    starts_line = catalog.has("dataset", first)
    if wanted.endswith(".toml") and "|" not in wanted and not starts_line:
        return toml.read_file(wanted)
    if starts_line or rest or any(sign in wanted for sign in _SIGNS):
        return line.parse(wanted)
    raise _unknown(wanted)


def _unknown(wanted: str) -> UnknownName:
    return UnknownName(
        "there is no recipe of that name",
        received=wanted,
        allowed=f"{', '.join(recipes.names())}, a .toml file, or a one-line spec",
        nearest=nearest(wanted, [*recipes.names(), *catalog.names("dataset")]),
    )
