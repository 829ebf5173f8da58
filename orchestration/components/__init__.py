"""The classes behind the YAML in `defs/`."""
