"""The workflow tables as pages of the handbook: a state diagram and the table itself."""

from collections.abc import Iterable

from portal.core import permissions
from portal.core.workflow import Reason, Transition, Workflow

HEAD = "# Workflows\n\nDrawn from the tables in the code by `./dev diagrams`; do not edit.\n\n"


def drawn(flows: Iterable[Workflow]) -> str:
    """Write workflows as Markdown: for each a Mermaid state diagram, then its rows."""
    parts = [["## " + flow.name, "", *_diagram(flow), "", *_table(flow), ""] for flow in flows]
    return HEAD + "\n".join("\n".join(lines) for lines in sorted(parts))


def _diagram(flow: Workflow) -> list[str]:
    lines = ["```mermaid", "stateDiagram-v2"]
    for row in flow.transitions:
        for source in row.sources or (None,):
            start, end = source or "[*]", row.target or source
            if start != end:
                lines.append(f"    {start} --> {end}: {row.event}")
    return [*lines, "```"]


def _table(flow: Workflow) -> list[str]:
    head = ["| event | from | to | who | guards | mails | reason |", "|---|---|---|---|---|---|---|"]
    return [*head, *(_line(flow, row) for row in flow.transitions)]


def _line(flow: Workflow, row: Transition) -> str:
    roles = permissions.declared().get(f"{flow.name}:{row.event}", {})
    cells = (
        row.event,
        ", ".join(row.sources) or "(new)",
        str(row.target or "same"),
        ", ".join(sorted(roles)),
        ", ".join(guard.__name__ for guard in row.guards),
        ", ".join(kind.name.split("/")[-1] for kind in row.mails),
        "" if row.reason is Reason.NONE else str(row.reason),
    )
    return "| " + " | ".join(cells) + " |"
