"""The workbench: tags checked, tried out before they are saved, given by people, explained and reviewed."""
