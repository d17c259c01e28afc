"""Re-create the vendored front-end files from their npm packages, with a manifest of their origin and sha256."""

import hashlib
import json
import shutil
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MANIFEST = ROOT / "static" / "vendor" / "MANIFEST.json"
RTLCSS = "rtlcss@4.3.0"
WEIGHTS = ("400", "600")


@dataclass(frozen=True)
class Package:
    """One npm package at one version, and which of its files go where (path in the package -> path in the checkout)."""

    name: str
    version: str
    licence: str
    files: dict[str, str]


def _fonts(family: str, subsets: tuple[str, ...]) -> dict[str, str]:
    names = [f"{family}-{subset}-{weight}-normal.woff2" for subset in subsets for weight in WEIGHTS]
    return {f"files/{name}": f"static/vendor/fonts/{name}" for name in names} | {
        "LICENSE": f"static/vendor/fonts/{family}.LICENSE"
    }


PACKAGES = (
    Package(
        "@kern-ux/native",
        "2.7.2",
        "EUPL-1.2",
        {"dist/kern.min.css": "static/vendor/kern/kern.min.css", "LICENSE.md": "static/vendor/kern/LICENSE.md"},
    ),
    Package(
        "htmx.org",
        "4.0.1",
        "0BSD",
        {"dist/htmx.min.js": "static/vendor/htmx/htmx.min.js", "LICENSE": "static/vendor/htmx/LICENSE"},
    ),
    Package("@fontsource/fira-sans", "5.3.0", "OFL-1.1", _fonts("fira-sans", ("latin", "latin-ext", "cyrillic"))),
    Package("@fontsource/noto-sans-arabic", "5.3.0", "OFL-1.1", _fonts("noto-sans-arabic", ("arabic",))),
    Package(
        "axe-core",
        "4.14.1",
        "MPL-2.0",
        {"axe.min.js": "tests/browser/vendor/axe.min.js", "LICENSE": "tests/browser/vendor/axe.LICENSE"},
    ),
)
DERIVED = {"static/vendor/kern/kern.rtl.min.css": "static/vendor/kern/kern.min.css"}


def sha256(path: Path) -> str:
    """Name the content of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def run(*command: str, cwd: Path) -> str:
    """Run a program of the npm family and return what it prints; a failure stops the script."""
    program = shutil.which(command[0])
    if program is None:
        sys.exit(f"{command[0]} is missing: only vendoring needs Node.js with npm, the portal does not.")
    return subprocess.run([program, *command[1:]], cwd=cwd, check=True, text=True, stdout=subprocess.PIPE).stdout


def fetch(package: Package, folder: Path) -> None:
    """Download one package and copy its wanted files into the checkout."""
    archive = run("npm", "pack", "--silent", f"{package.name}@{package.version}", cwd=folder).split()[-1]
    with tarfile.open(folder / archive) as packed:
        for inside, target in package.files.items():
            source = packed.extractfile(f"package/{inside}")
            if source is None:
                sys.exit(f"{package.name} has no file {inside}")
            (ROOT / target).parent.mkdir(parents=True, exist_ok=True)
            (ROOT / target).write_bytes(source.read())


def mirror(folder: Path) -> None:
    """Make the right-to-left builds."""
    for target, source in DERIVED.items():
        run("npx", "--yes", RTLCSS, str(ROOT / source), str(ROOT / target), cwd=folder)


def manifest() -> list[dict[str, object]]:
    """Describe every vendored file: whose it is, under which licence, and its sha256."""
    packages: list[dict[str, object]] = [
        {
            "name": package.name,
            "version": package.version,
            "licence": package.licence,
            "files": {path: sha256(ROOT / path) for path in package.files.values()},
        }
        for package in PACKAGES
    ]
    mirrored = {path: sha256(ROOT / path) for path in DERIVED}
    kern = PACKAGES[0]
    origin = {"name": kern.name, "version": kern.version, "licence": kern.licence, "made_with": RTLCSS}
    return [*packages, {**origin, "files": mirrored}]


def main() -> None:
    """Fetch, mirror, write the manifest."""
    with tempfile.TemporaryDirectory() as name:
        for package in PACKAGES:
            fetch(package, Path(name))
        mirror(Path(name))
    MANIFEST.write_text(json.dumps({"packages": manifest()}, indent=2) + "\n", encoding="utf-8")
    sys.stdout.write(f"{MANIFEST.relative_to(ROOT)} names {sum(len(p.files) for p in PACKAGES) + len(DERIVED)} files\n")


if __name__ == "__main__":
    main()
