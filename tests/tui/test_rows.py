"""Only the spans that changed are refreshed; themes know every role."""

from nntui.training.messages import Epochs
from nntui.tui.styles import style
from nntui.tui.themes import LOOKS
from nntui.tui.widgets.rows import changes, row_changes

ROLES = ["", "muted", "accent", "train", "validation", "previous", "mark", "good", "bad", "warning", "positive", "negative"]


def test_equal_rows_change_nothing() -> None:
    """The same picture again refreshes nothing."""
    rows = ((("abc", ""), ("def", "bad")),)

    assert list(changes(rows, rows, 10)) == []


def test_one_cell_is_one_cell() -> None:
    """A digit that changes is one region of one cell; a role that changes covers its cells."""
    assert row_changes((("loss 0.5", ""),), (("loss 0.6", ""),), 20) == [(7, 1)]
    assert row_changes((("abc", ""), ("def", "")), (("abc", ""), ("def", "bad")), 20) == [(3, 3)]


def test_far_changes_are_regions_of_their_own() -> None:
    """Changes far apart are two regions, near ones are one."""
    before, after = (("a" + " " * 20 + "b", ""),), (("x" + " " * 20 + "y", ""),)

    assert row_changes(before, after, 30) == [(0, 1), (21, 1)]
    assert row_changes((("a   b", ""),), (("x   y", ""),), 30) == [(0, 5)]


def test_a_row_that_is_gone_is_erased() -> None:
    """Fewer rows or shorter ones refresh what stood there."""
    assert [region.y for region in changes(((("ab", ""),), (("cd", ""),)), ((("ab", ""),),), 5)] == [1]


def test_wide_characters_refresh_the_row() -> None:
    """Where a character takes two cells the whole row is sent."""
    assert row_changes((("日", ""),), (("本", ""),), 9) == [(0, 9)]


def test_every_theme_has_every_role() -> None:
    """Each role, alone and on a background, has a style in each theme, and is told from plain text."""
    roles = [*ROLES, *(f"class{place}" for place in range(10)), *(f"grey{place}" for place in range(24)), "selected"]
    for name, look in LOOKS.items():
        for role in roles:
            assert role == "" or role in look.roles
            style(f"{role} bold", name)
            style(f"{role or 'good'} on grey3 reverse", name)


def test_the_256_colours_are_exact() -> None:
    """Without true colour the first three themes look the same: their colours stand in the palette of 256."""
    levels = {0, 95, 135, 175, 215, 255}
    for look in LOOKS.values():
        if look.ansi:
            continue
        for colour in (*look.roles.values(), look.background, look.surface, look.panel, look.foreground):
            if "#" not in colour:
                continue
            digits = colour.split("#")[1]
            red, green, blue = (int(digits[place : place + 2], 16) for place in (0, 2, 4))
            grey = red == green == blue and (red - 8) % 10 == 0
            assert grey or {red, green, blue} <= levels, (look.name, colour)


async def test_what_changed_while_hidden_is_right_when_shown_again() -> None:
    """A widget that was told to draw again behind another view shows the new picture in its old size."""
    from bench import application, settle, text_of

    app = application()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("2", "n")
        await settle(pilot, lambda: app.workbench.steps_done == 1)
        await pilot.press("1")
        app.workbench.play(Epochs(3))
        await settle(pilot, lambda: app.workbench.steps_done == 4 and not app.workbench.ordered)
        await pilot.press("2")
        await settle(pilot, lambda: "step 4 of" in text_of(app))
