"""A pair of hands on a keyboard: reach by Tab, press, type; every stop must show that it has the focus."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice, takewhile
from typing import Any

from playwright.sync_api import Page

from portal.core import clock

FOCUS = """() => !document.activeElement.matches(':focus') || [null, '::after']
  .map(part => getComputedStyle(document.activeElement, part))
  .some(style => style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2)"""
"""Whether what has the focus can be told from what has not; a part of a field, the calendar, has the browser's ring."""
STOP = """() => {
  const at = document.activeElement, group = at.closest('fieldset'), box = at.getBoundingClientRect();
  const names = at === document.body ? [] : [at.ariaLabel, at.labels?.[0]?.innerText, at.innerText, at.value];
  return {
    name: (names.find(Boolean) || '').trim(),
    group: group ? group.querySelector('legend').innerText.trim() : '',
    is_body: at === document.body, top: box.top + scrollY, left: box.left,
  };
}"""
MOST_STOPS = 150


class Keyboard:
    """Uses a page without a mouse."""

    def __init__(self, page: Page) -> None:
        """Begin where the page has the focus."""
        self.page = page

    def to(self, name: str, *, group: str = "") -> None:
        """Go on by Tab until something of this name has the focus, all around the page if need be."""
        passed = []
        for at in islice(self._stops(), MOST_STOPS):
            passed.append(at["name"])
            if not at["is_body"] and at["name"].startswith(name) and at["group"].startswith(group):
                return
        raise AssertionError(f"{name!r} is not to be reached, only {passed}")

    def around(self) -> list[dict[str, Any]]:
        """Go by Tab to the end of the page and give every stop."""
        return list(takewhile(lambda at: not at["is_body"], self._stops()))

    def _stops(self) -> Iterator[dict[str, Any]]:
        while True:
            self.page.keyboard.press("Tab")
            at = self.page.evaluate(STOP)
            assert at["is_body"] or self.page.evaluate(FOCUS), f"no focus to be seen: {at}"
            yield at

    def press(self, name: str, *, where: str = "") -> None:
        """Press a button or follow a link, and wait for the page it leads to."""
        self.to(name)
        if where:
            with self.page.expect_navigation(url=where):
                self.page.keyboard.press("Enter")
        else:
            self.page.keyboard.press("Enter")

    def write(self, name: str, text: str, *, group: str = "") -> None:
        """Put a text into a field instead of what stands there."""
        self.to(name, group=group)
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(text)

    def write_day(self, name: str, day: date, time: str = "", *, group: str = "") -> None:
        """Type a day, and a time of the morning after it, into a field that takes them in parts.

        A browser that counts the hours to twelve asks for the half of the day, too; others pass over the `a`.
        """
        assert day.day == day.month, "the order of day and month is the browser's own"
        self.to(name, group=group)
        self.page.keyboard.type(f"{day:%d%m%Y}")
        if time:
            self.page.keyboard.press("ArrowRight")
            self.page.keyboard.type(f"{time}a")

    def answer(self, question: str, label: str) -> None:
        """Go into a group of radios by Tab and through it by arrows."""
        self.to("", group=question)
        first = self.page.evaluate(STOP)["name"]
        while not str(self.page.evaluate(STOP)["name"]).startswith(label):
            self.page.keyboard.press("ArrowDown")
            assert self.page.evaluate(FOCUS)
            assert self.page.evaluate(STOP)["name"] != first, f"{label!r} is not among them"
        self.page.keyboard.press("Space")


def even_day(*, after: int) -> date:
    """Give the next day at least so many days ahead whose number is that of its month."""
    day = clock.today() + timedelta(days=after)
    while day.day != day.month:
        day += timedelta(days=1)
    return day
