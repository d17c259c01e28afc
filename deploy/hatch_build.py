"""Puts what is not under version control into the wheel: compiled translations, and compressed static files."""

import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class PreparingHook(BuildHookInterface[Any]):
    """Runs before the wheel's files are gathered."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile every catalogue and compress every static file beside its source."""
        for source in Path(self.root, "portal", "translations").glob("*/LC_MESSAGES/*.po"):
            target = source.with_suffix(".mo")
            command = ["compile", "-i", str(source), "-o", str(target), "-l", source.parts[-3]]
            subprocess.run([sys.executable, "-m", "babel.messages.frontend", "-q", *command], check=True)
        compress = ["--quiet", "--no-brotli", str(Path(self.root, "static"))]
        subprocess.run([sys.executable, "-m", "whitenoise.compress", *compress], check=True)
