"""`make dev`: Dagster's web page over the home that the environment names."""

import os

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
    os.execvp("dagster", ["dagster", "dev", "--workspace", "workspace.yaml", "--host", "127.0.0.1"])  # noqa: S606, S607


if __name__ == "__main__":
    main()
