// Suggests names of occupations while somebody types (ARIA 1.2 combobox); without scripts the button beside the field does.
"use strict";

for (const place of document.querySelectorAll("[data-suggests]")) {
  const field = document.getElementById(place.dataset.field);
  const list = place.querySelector("ul");
  const status = place.querySelector("[role=status]");
  let waiting = 0;
  let chosen = -1;

  const show = (index) => {
    chosen = index;
    [...list.children].forEach((option, at) => option.setAttribute("aria-selected", String(at === index)));
    const option = list.children[index];
    option?.scrollIntoView({ block: "nearest" });
    option ? field.setAttribute("aria-activedescendant", option.id) : field.removeAttribute("aria-activedescendant");
  };
  const fill = (names) => {
    list.replaceChildren(
      ...names.map((name, at) => {
        const option = document.createElement("li");
        Object.assign(option, { id: `${list.id}-${at}`, role: "option", lang: "de", textContent: name });
        return option;
      }),
    );
    list.hidden = !names.length;
    field.setAttribute("aria-expanded", String(!list.hidden));
    show(-1);
  };
  const close = () => {
    clearTimeout(waiting);
    waiting = 0; // an answer that is still on its way opens nothing
    fill([]);
    status.textContent = "";
  };
  const take = (option) => {
    field.value = option.textContent;
    close();
  };
  const ask = async () => {
    const question = waiting;
    const address = `${place.dataset.suggests}?${new URLSearchParams({ text: field.value })}`;
    const names = await fetch(address, { redirect: "error" })
      .then((answer) => (answer.ok ? answer.json() : []))
      .catch(() => []); // offline, or signed out in the meantime
    if (question === waiting) {
      fill(names);
      status.textContent = status.dataset.says.replace("#", names.length);
    }
  };
  const deeds = {
    ArrowDown: () => show((chosen + 1) % list.children.length),
    ArrowUp: () => show((chosen < 1 ? list.children.length : chosen) - 1),
    Escape: close,
    Enter: () => take(list.children[chosen]),
  };

  field.after(list, status);
  place.hidden = true;
  field.role = "combobox";
  const state = { "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id };
  Object.entries(state).forEach(([name, value]) => field.setAttribute(name, value));

  field.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, 200);
  });
  field.addEventListener("keydown", (event) => {
    if (!list.hidden && event.key in deeds && (event.key !== "Enter" || chosen >= 0)) {
      event.preventDefault();
      deeds[event.key]();
    }
  });
  field.addEventListener("focus", () => {
    field.autocomplete = "off"; // only while it has the focus: browsers that go back give nothing back to such a field
  });
  field.addEventListener("blur", () => {
    field.autocomplete = "on";
    close();
  });
  list.addEventListener("mousedown", (event) => {
    event.preventDefault(); // the field keeps the focus
    if (event.target !== list) {
      take(event.target);
    }
  });
}
