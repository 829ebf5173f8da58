"""Streamlit's command with what every page needs imported: a new server's first page waits for none of it."""

import altair  # noqa: F401
import duckdb  # noqa: F401
import pandas  # noqa: F401
from streamlit.web.cli import main

if __name__ == "__main__":
    main(prog_name="streamlit")
