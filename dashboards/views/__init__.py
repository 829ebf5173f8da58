"""One module per page of the app, each with `draw`; a folder `pages` Streamlit would take for its own."""
