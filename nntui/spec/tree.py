"""The shape of a one-line spec: sections of items, items of arguments, and values that may hold more of them."""

from __future__ import annotations

from typing import TypeAlias

import msgspec

from nntui.errors import OutOfRange, SpecError, shorten
from nntui.spec import limits
from nntui.spec.words import Word, split


class Call(msgspec.Struct, frozen=True):
    """A component with its arguments in parentheses: `inverse_time(0.05,decay=0.1)`."""

    name: Word
    arguments: tuple[Argument, ...]
    end: int


class Values(msgspec.Struct, frozen=True):
    """Several values in brackets: `[1,2,3]`."""

    items: tuple[Node, ...]
    start: int
    end: int


Node: TypeAlias = Word | Call | Values


class Argument(msgspec.Struct, frozen=True):
    """A value by position (no key) or by key, and the text it was read from."""

    key: str
    value: Node
    text: str


Item: TypeAlias = tuple[Argument, ...]


class Part(msgspec.Struct, frozen=True):
    """What stands between two `|`: its number from 1 and its items, which commas separate."""

    number: int
    items: tuple[Item, ...]


def parse(text: str) -> list[Part]:
    """Return the sections of a line; raises `SpecError` where brackets, commas or values do not fit together."""
    words = split(text)
    _check_depth(words)
    return [_Reader(text, group, number).part() for number, group in enumerate(_split_at(words, "|"), start=1)]


def _split_at(words: list[Word], sign: str) -> list[list[Word]]:
    groups: list[list[Word]] = [[]]
    for word in words:
        if word.role == sign:
            groups.append([])
        else:
            groups[-1].append(word)
    return groups


def _check_depth(words: list[Word]) -> None:
    depth = 0
    for word in words:
        depth += (word.role in ("(", "[")) - (word.role in (")", "]"))
        if depth > limits.NESTING:
            where = f"column {word.start + 1}"
            raise OutOfRange("brackets stand in each other too deep", where=where, allowed=f"at most {limits.NESTING} deep")


class _Reader:
    """Reads one section from left to right; nesting is bounded by `_check_depth`."""

    def __init__(self, text: str, words: list[Word], number: int) -> None:
        self.text = text
        self.words = words
        self.number = number
        self.position = 0

    def part(self) -> Part:
        items = [self.item()]
        while self.role() == ",":
            self.position += 1
            items.append(self.item())
        if self.role():
            raise self.error("this bracket was never opened", self.words[self.position].text)
        return Part(self.number, tuple(items))

    def item(self) -> Item:
        arguments = []
        while self.role() in ("word", "key", "["):
            arguments.append(self.argument())
        if not arguments:
            raise self.error("a word is missing", self.role())
        return tuple(arguments)

    def argument(self) -> Argument:
        word = self.words[self.position]
        key = ""
        if word.role == "key":
            key = word.text
            self.position += 1
        value = self.value()
        end = self.words[self.position - 1].end
        return Argument(key, value, self.text[word.start : end])

    def value(self) -> Node:
        role = self.role()
        if role == "[":
            return self.values()
        if role != "word":
            raise self.error("a value is missing", role)
        word = self.words[self.position]
        self.position += 1
        if self.role() == "(" and self.words[self.position].start == word.end:
            return self.call(word)
        return word

    def call(self, name: Word) -> Call:
        self.position += 1
        arguments = []
        while self.role() not in (")", ""):
            arguments.append(self.argument())
            self.skip_comma(")")
        return Call(name, tuple(arguments), self.close(")"))

    def values(self) -> Values:
        start = self.words[self.position].start
        self.position += 1
        items = []
        while self.role() not in ("]", ""):
            items.append(self.value())
            self.skip_comma("]")
        return Values(tuple(items), start, self.close("]"))

    def skip_comma(self, closing: str) -> None:
        if self.role() == ",":
            self.position += 1
            if self.role() == closing:
                raise self.error("a value is missing", closing)

    def close(self, sign: str) -> int:
        if self.role() != sign:
            raise self.error(f"a {sign} is missing", self.role())
        self.position += 1
        return self.words[self.position - 1].end

    def role(self) -> str:
        return self.words[self.position].role if self.position < len(self.words) else ""

    def error(self, what: str, received: str) -> SpecError:
        words = self.words
        last = words[min(self.position, len(words)) - 1] if words and self.position else None
        after = f", after {shorten(last.text)}" if last is not None else ""
        where = f"section {self.number}{after}"
        return SpecError(what, where=where, received=received) if received else SpecError(what, where=where)
