"""`make dev`: Dagster's web page and its daemon over the home the environment names; `make daemon`: no page.

Options are those of `dagster dev` or `dagster-daemon run`.
"""

import os
import sys
from pathlib import Path

from orchestration.home import Home
from orchestration.run import prepare_dagster
from orchestration.settings import PROJECT_ROOT, Settings


def main() -> None:
    """Claim the home and hand this process over to Dagster."""
    settings = Settings.from_environment()
    home = Home(settings.home)
    home.claim(settings.sources)
    settings.export()
    prepare_dagster(home)
    os.chdir(PROJECT_ROOT)
    is_daemon = sys.argv[1:2] == ["daemon"]
    program = Path(sys.executable).parent / ("dagster-daemon" if is_daemon else "dagster")
    command = ["run", *sys.argv[2:]] if is_daemon else ["dev", "--host", "127.0.0.1", *sys.argv[1:]]
    os.execv(program, [str(program), *command, "--workspace", "workspace.yaml"])  # noqa: S606


if __name__ == "__main__":
    main()
