"""Pages as a browser without scripts reads them: headings, links and forms, and what a form would send."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
NOT_SENT = {"submit", "button", "reset", "image", "file"}


@dataclass
class Field:
    """One control of a form; choices share a name, so a name may have several."""

    name: str
    kind: str
    value: str = ""
    id: str = ""
    is_on: bool = True
    choices: list[tuple[str, bool]] = field(default_factory=list)
    described_by: tuple[str, ...] = ()
    is_invalid: bool = False

    @property
    def sent(self) -> list[str]:
        """Give what a browser sends of it, untouched."""
        if self.kind == "select":
            chosen = [value for value, is_chosen in self.choices if is_chosen]
            return chosen or [value for value, _ in self.choices[:1]]
        if self.kind == "select-multiple":
            return [value for value, is_chosen in self.choices if is_chosen]
        return [self.value] if self.is_on and self.kind not in NOT_SENT else []


@dataclass
class Form:
    """A form of a page."""

    action: str
    method: str
    fields: list[Field] = field(default_factory=list)
    buttons: list[tuple[str, str]] = field(default_factory=list)
    is_main: bool = True
    """Whether it stands in the page's own part, not in the bar around every page."""

    def named(self, name: str) -> list[Field]:
        """Give the controls of a name."""
        return [one for one in self.fields if one.name == name]

    @property
    def names(self) -> list[str]:
        """Give the names of what can be filled in or chosen."""
        return list(dict.fromkeys(one.name for one in self.fields if one.kind not in ("hidden", *NOT_SENT)))

    @property
    def untouched(self) -> dict[str, list[str]]:
        """Give what is sent by somebody who fills in nothing."""
        sent: dict[str, list[str]] = {}
        for one in self.fields:
            if one.name:
                sent.setdefault(one.name, []).extend(one.sent)
        return {name: values for name, values in sent.items() if values}

    def filled(self, **wanted: Any) -> dict[str, Any]:
        """Fill in fields as a person can: only what is there, and of choices only what is offered."""
        data: dict[str, Any] = dict(self.untouched)
        for name, value in wanted.items():
            controls = self.named(name)
            assert controls, f"the form at {self.action} has no field {name}: {self.names}"
            data[name] = value if controls[0].kind == "file" else self._chosen(controls, value)
        return {name: value for name, value in data.items() if value is not None}

    def _chosen(self, controls: list[Field], value: Any) -> Any:
        offered = [choice for one in controls for choice, _ in one.choices]
        offered += [one.value for one in controls if one.kind in ("radio", "checkbox")]
        if value is True or value is False:
            return controls[0].value if value else None
        wanted = [str(one) for one in value] if isinstance(value, list) else [str(value)]
        assert not offered or set(wanted) <= set(offered), f"{controls[0].name} offers {offered}, not {wanted}"
        return wanted


class Page(HTMLParser):
    """One answer of the portal."""

    def __init__(self, html: str) -> None:
        """Read it."""
        super().__init__(convert_charrefs=True)
        self.html = html
        self.forms: list[Form] = []
        self.links: list[str] = []
        self.own_links: list[str] = []
        self.ids: dict[str, str] = {}
        self.lang = ""
        self._texts: dict[str, list[str]] = {"title": [], "h1": [], "all": []}
        self._open: list[tuple[str, str]] = []
        self._in_form = False
        self._area: Field | None = None
        self.feed(html)

    @property
    def text(self) -> str:
        """Give what can be read on the page, in one line."""
        return " ".join(" ".join(self._texts["all"]).split())

    @property
    def title(self) -> str:
        """Give the title of the window."""
        return " ".join(" ".join(self._texts["title"]).split())

    @property
    def headings(self) -> list[str]:
        """Give the texts of the first-level headings."""
        return self._texts["h1"]

    def form(self, *names: str, button: str | None = None, action: str | None = None) -> Form:
        """Find the form that has all these fields and this button; of the page itself unless an address is given."""
        for one in self.forms:
            has_button = button is None or button in [value for _, value in one.buttons]
            has_address = one.action.split("?")[0].endswith(action) if action else one.is_main and one.method == "post"
            if has_button and has_address and all(one.named(name) for name in names):
                return one
        raise AssertionError(f"no form with {names}, {button}, {action} among {self.forms}")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what opens."""
        given = {name: value or "" for name, value in attrs}
        self._note(tag, given)
        if tag == "form":
            is_main = "main" in [name for name, _ in self._open]
            self.forms.append(Form(given.get("action", ""), given.get("method", "get").lower(), is_main=is_main))
            self._in_form = True
        elif self._in_form and tag in ("input", "select", "textarea", "button", "option"):
            self._control(tag, given)
        if tag not in VOID:
            self._open.append((tag, given.get("id", "")))

    def _note(self, tag: str, given: dict[str, str]) -> None:
        if tag == "html":
            self.lang = given.get("lang", "")
        if tag == "h1":
            self._texts["h1"].append("")
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
            if "main" in [name for name, _ in self._open]:
                self.own_links.append(given["href"])
        if "id" in given:
            self.ids.setdefault(given["id"], "")

    def _control(self, tag: str, given: dict[str, str]) -> None:
        form = self.forms[-1]
        kind = given.get("type", "text") if tag == "input" else tag
        if tag == "button":
            form.buttons.append((given.get("name", ""), given.get("value", "")))
            return
        if tag == "option":
            form.fields[-1].choices.append((given.get("value", ""), "selected" in given))
            return
        one = Field(
            name=given.get("name", ""),
            kind="select-multiple" if tag == "select" and "multiple" in given else kind,
            value=given.get("value", "on" if kind in ("checkbox", "radio") else ""),
            id=given.get("id", ""),
            is_on=kind not in ("checkbox", "radio") or "checked" in given,
            described_by=tuple(given.get("aria-describedby", "").split()),
            is_invalid=given.get("aria-invalid") == "true",
        )
        form.fields.append(one)
        self._area = one if tag == "textarea" else None

    def handle_data(self, data: str) -> None:
        """Note what is written."""
        tags = [tag for tag, _ in self._open]
        if "script" in tags or "style" in tags:
            return
        if self._area is not None and tags[-1:] == ["textarea"]:
            self._area.value += data
            return
        self._texts["title" if "title" in tags and "svg" not in tags else "all"].append(data)
        if "h1" in tags:
            self._texts["h1"][-1] += data
        for _, name in self._open:
            if name:
                self.ids[name] += data

    def handle_endtag(self, tag: str) -> None:
        """Note what closes."""
        if tag == "form":
            self._in_form = False
        if tag == "textarea" and self._area is not None:
            self._area.value = self._area.value.removeprefix("\r").removeprefix("\n")
        for position in range(len(self._open) - 1, -1, -1):
            if self._open[position][0] == tag:
                del self._open[position:]
                break


def address_of(link: str, base: str = "") -> str:
    """Give the path of a link within the portal, or nothing for one that leads away or nowhere."""
    path = link.removeprefix(base).split("#")[0]
    return path if path.startswith("/") and not path.startswith("//") else ""
