"""Small faults put into the law and the ladder one at a time (mutants): for each of them a test must fail.

`python -m tests.mutants` judges all of them, `python -m tests.mutants pay.py evidence.py` those of some files. The
faults are mutmut's; docs/decisions/0018-mutants.md says why they are not judged by its own runner.
"""

import gc
import os
import resource
import signal
import sys
import time
from collections import defaultdict
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from types import CodeType, FunctionType, ModuleType
from typing import Any

import libcst as cst
import libcst.matchers as m
import pytest
from _pytest.runner import runtestprotocol
from libcst.metadata import MetadataWrapper, PositionProvider
from mutmut.mutation.mutators import mutation_operators
from werkzeug.local import LocalProxy

ROOT = Path(__file__).parents[1]
NEEDS_DATABASE = {"cli.py", "models.py", "queries.py", "services.py"}
DRAWS = {"district.py"}
"""The shape of a map is looked at; it decides nothing."""
LAW = [path for path in sorted((ROOT / "portal/reference").rglob("*.py")) if path.name not in NEEDS_DATABASE | DRAWS]
LADDER = ("rules/disclosure.py", "rules/consents.py", "services/grants.py", "queries/disclosure.py")
FILES = [*LAW, *(ROOT / "portal/candidates" / name for name in LADDER)]
BESIDE = [
    f"tests/candidates/test_{name}.py" for name in ("rules", "disclosure", "cards", "grants", "consents", "documents")
]
TESTS = ["tests/reference", *BESIDE, "tests/vacancies/test_occupation_titles.py"]
BY_THE_CLOCK = ("test_wording.py::test_the_longest_text", "test_wording_offers.py::test_a_repeated_pattern")
OPTIONS = ["-q", "-s", "--tb=native", "--assert=plain", "-p", "no:cacheprovider", "-p", "no:randomly"]
OPTIONS += [f"--deselect=tests/reference/{name}" for name in BY_THE_CLOCK]
CHOSEN = "not long and not hypothesis"
"""What always looks at the same cases, so that no verdict hangs on luck, nor on how busy the machine is."""
ENOUGH = 0.9
DECIDE = ("work_permission.py", "evidence.py", "rules/disclosure.py")
"""What says who may work and who sees what: here it must be enough in each file, not only in all of them."""
CHILDREN = 2
SPARE_SECONDS = 20
"""Processor time beyond three times what the tests take without a mutant, after which it is one that loops for ever."""
KILLED, SURVIVED, STILLBORN, BROKEN = 10, 11, 12, 13
LEFT_ALONE = m.OneOf(*map(m.Name, ("N_", "TypeVar", "isinstance", "len")))
"""Calls that are not changed: the catalogue tests watch over the sentences of `N_`, and mutmut skips the last two."""


@dataclass(frozen=True, eq=False)
class Mutant:
    """A file with one node of its syntax tree changed, in a function, a method or a constant: its owner."""

    path: Path
    tree: cst.Module
    node: cst.CSTNode
    changed: cst.CSTNode
    owner: str
    line: int

    @property
    def module(self) -> ModuleType:
        """Give the module as it is."""
        return sys.modules[".".join(self.path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")]

    def __str__(self) -> str:
        before, after = (" ".join(self.tree.code_for_node(one).split()) for one in (self.node, self.changed))
        return f"{self.path.relative_to(ROOT)}:{self.line} {self.owner}: {before} -> {after}"


class Finder(cst.CSTVisitor):
    """Finds all mutants of a file."""

    METADATA_DEPENDENCIES = (PositionProvider,)

    def __init__(self, path: Path) -> None:
        wrapper = MetadataWrapper(cst.parse_module(path.read_text(encoding="utf-8")))
        self.path, self.tree = path, wrapper.module
        self.around: list[tuple[cst.CSTNode, str]] = []
        self.found: list[Mutant] = []
        wrapper.visit(self)

    def on_visit(self, node: cst.CSTNode) -> bool:
        if isinstance(node, cst.Annotation | cst.Decorator | cst.Import | cst.ImportFrom):
            return False
        if isinstance(node, cst.Call) and m.matches(node.func, LEFT_ALONE):
            for argument in filter(lambda argument: argument.keyword, node.args):
                argument.value.visit(self)
            return False
        if isinstance(node, cst.ClassDef | cst.FunctionDef):
            self.around.append((node, node.name.value))
        elif not self.around and (name := constant(node)):
            self.around.append((node, name))
        if self.around and not isinstance(self.around[-1][0], cst.ClassDef):
            self.change(node)
        return True

    def on_leave(self, node: cst.CSTNode) -> None:
        if self.around and self.around[-1][0] is node:
            self.around.pop()

    def change(self, node: cst.CSTNode) -> None:
        line = self.get_metadata(PositionProvider, node).start.line
        depth = next(n for n, (one, _) in enumerate(self.around, start=1) if not isinstance(one, cst.ClassDef))
        owner = ".".join(name for _, name in self.around[:depth])
        for changes in (operator(node) for kind, operator in mutation_operators if isinstance(node, kind)):
            self.found += [Mutant(self.path, self.tree, node, changed, owner, line) for changed in changes]


def constant(node: cst.CSTNode) -> str | None:
    """Give the name that an assignment binds."""
    targets = [node.target] if isinstance(node, cst.AnnAssign) else []
    targets += [one.target for one in node.targets] if isinstance(node, cst.Assign) else []
    return next((one.value for one in targets if isinstance(one, cst.Name) and one.value != "__all__"), None)


def put_in(mutant: Mutant, fresh: dict[str, Any]) -> None:
    """Change the running program: the code of the function, or the constant wherever it was imported to."""
    true = vars(mutant.module)
    if mutant.owner not in functions(true):
        for module in having(mutant):
            setattr(module, mutant.owner, fresh[mutant.owner])
        return
    old, new = functions(true)[mutant.owner], functions(fresh)[mutant.owner]
    old.__code__, old.__kwdefaults__, old.__defaults__ = new.__code__, new.__kwdefaults__, new.__defaults__
    if clear := getattr(true.get(mutant.owner), "cache_clear", None):
        clear()
    kind, _, name = mutant.owner.rpartition(".")
    if kind and isinstance(vars(true[kind])[name], cached_property):
        gc.unfreeze()  # what is frozen is not listed
        for known in [one for one in gc.get_objects() if type(one) is true[kind]]:
            vars(known).pop(name, None)


def having(mutant: Mutant) -> list[ModuleType]:
    """List the modules that have the constant: its own, and those that import it by its name."""
    value = getattr(mutant.module, mutant.owner)
    modules = [module for name, module in sys.modules.items() if name.startswith("portal.")]
    return [module for module in modules if vars(module).get(mutant.owner) is value]


def functions(namespace: dict[str, Any]) -> dict[str, FunctionType]:
    """Give the functions and methods of a module by their qualified names, without what wraps them."""
    name, own = namespace["__name__"], [one for one in namespace.values() if not isinstance(one, LocalProxy)]
    classes = [one for one in own if isinstance(one, type) and one.__module__ == name]
    members = [*own, *(member for one in classes for member in vars(one).values())]
    for wrapper in ("__func__", "fget", "func", "__wrapped__"):
        members = [one if isinstance(one, FunctionType) else getattr(one, wrapper, one) for one in members]
    return {one.__qualname__: one for one in members if isinstance(one, FunctionType) and one.__module__ == name}


def passes(item: pytest.Item, following: pytest.Item | None) -> bool:
    """Run one test."""
    return all(report.outcome != "failed" for report in runtestprotocol(item, log=False, nextitem=following))


class Judge:
    """Runs the tests once as they are to learn which reach what, then against each mutant in a process of its own."""

    def __init__(self, files: list[Path]) -> None:
        found = [Finder(path).found for path in files]
        self.same = [replace(mutants[0], changed=mutants[0].node) for mutants in found if mutants]
        self.mutants = [*self.same, *(mutant for mutants in found for mutant in mutants)]
        self.verdicts: dict[Mutant, int] = {}
        self.running: dict[int, Mutant] = {}
        self.reaching: defaultdict[str, dict[str, set[pytest.Item]]] = defaultdict(lambda: defaultdict(set))
        self.seconds: dict[pytest.Item, float] = {}

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        for item, following in zip(session.items, [*session.items[1:], None], strict=True):
            codes: set[CodeType] = set()
            begun = time.process_time()
            sys.settrace(lambda frame, _event, _value, codes=codes: codes.add(frame.f_code))
            is_green = passes(item, following)
            sys.settrace(None)
            assert is_green, f"{item.nodeid} fails without any mutant"
            self.seconds[item] = time.process_time() - begun
            for code in codes:
                self.reaching[code.co_filename][code.co_qualname.partition(".<locals>")[0]].add(item)
        gc.freeze()
        for mutant in self.mutants:
            if len(self.running) == CHILDREN:
                self.take()
            self.begin(mutant)
        while self.running:
            self.take()
        return True

    def begin(self, mutant: Mutant) -> None:
        """Judge a mutant in a process of its own."""
        if child := os.fork():
            self.running[child] = mutant
            return
        verdict = BROKEN
        try:
            verdict = self.verdict_on(mutant)
        finally:
            os._exit(verdict)

    def take(self) -> None:
        """Wait for a verdict; nothing but too much processor time may stop a process without one."""
        child, status = os.wait()
        code, mutant = os.waitstatus_to_exitcode(status), self.running.pop(child)
        self.verdicts[mutant] = KILLED if code == -signal.SIGXCPU else code
        if code == SURVIVED and mutant not in self.same:
            print(mutant, flush=True)

    def verdict_on(self, mutant: Mutant) -> int:
        items = self.tests_of(mutant)
        seconds = SPARE_SECONDS + int(3 * sum(self.seconds[item] for item in items))
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
        fresh: dict[str, Any] = {"__name__": mutant.module.__name__, "__file__": str(mutant.path)}
        try:
            code = compile(mutant.tree.deep_replace(mutant.node, mutant.changed).code, str(mutant.path), "exec")
        except SyntaxError:
            return STILLBORN
        try:
            exec(code, fresh)
        except Exception:  # noqa: BLE001 - the mutant cannot even be imported
            return KILLED
        try:
            put_in(mutant, fresh)
        except ValueError:  # a method without the `super()` it had: its code does not fit
            return STILLBORN
        return SURVIVED if all(map(passes, items, [*items[1:], None])) else KILLED

    def tests_of(self, mutant: Mutant) -> list[pytest.Item]:
        """List what reaches the function, or a function of a module that has the constant; short ones go first."""
        if mutant.owner in functions(vars(mutant.module)):
            found = self.reaching[str(mutant.path)][mutant.owner]
        else:
            found = set().union(
                *(set().union(*self.reaching[str(module.__file__)].values()) for module in having(mutant))
            )
        return sorted(found, key=self.seconds.__getitem__)


def main(names: list[str]) -> int:
    """Judge the mutants of the files that are named; print the survivors, and the share of the killed in each file.

    Returns: 0 where enough were killed, 1 where not, another where nothing can be said.
    """
    files = [path for path in FILES if not names or str(path).endswith(tuple(names))]
    judge = Judge(files)
    with TemporaryDirectory() as folder:  # another run of pytest sweeps the usual one in the meantime
        if code := pytest.main([*TESTS, *OPTIONS, "-m", CHOSEN, f"--basetemp={folder}"], plugins=[judge]):
            return code
    odd = [mutant for mutant, verdict in judge.verdicts.items() if verdict not in (KILLED, SURVIVED, STILLBORN)]
    odd += [mutant for mutant in judge.same if judge.verdicts[mutant] != SURVIVED]
    for mutant in odd:
        print(f"No verdict ({judge.verdicts[mutant]}): {mutant}")
    counts = defaultdict(list)
    for mutant in [mutant for mutant in judge.mutants[len(judge.same) :] if judge.verdicts[mutant] != STILLBORN]:
        counts[mutant.path].append(judge.verdicts[mutant] == KILLED)
    shares = {path: sum(killed) / len(killed) for path, killed in counts.items()}
    for path, killed in counts.items():
        print(f"{path.relative_to(ROOT)!s:<45}{sum(killed):>5} of {len(killed):>4} {shares[path]:.1%}")
    every = [one for killed in counts.values() for one in killed]
    print(f"{'all':<45}{sum(every):>5} of {len(every):>4} {sum(every) / len(every):.1%}")
    alone = [share for path, share in shares.items() if str(path).endswith(DECIDE)]
    return 2 if odd else int(min(sum(every) / len(every), *alone, 1) < ENOUGH)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
