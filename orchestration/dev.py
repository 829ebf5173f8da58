"""`make dev`: Dagster's web page over the home the environment names; its options are `dagster dev`'s."""

import os
import sys
from pathlib import Path

from orchestration.home import Home
from orchestration.run import prepare_dagster
from orchestration.settings import PROJECT_ROOT, Settings


def main() -> None:
    """Claim the home and hand this process over to `dagster dev`."""
    settings = Settings.from_environment()
    home = Home(settings.home)
    home.claim(settings.sources)
    settings.export()
    prepare_dagster(home)
    os.chdir(PROJECT_ROOT)
    dagster = str(Path(sys.executable).parent / "dagster")
    options = ["--workspace", "workspace.yaml", "--host", "127.0.0.1", *sys.argv[1:]]
    os.execv(dagster, [dagster, "dev", *options])  # noqa: S606


if __name__ == "__main__":
    main()
