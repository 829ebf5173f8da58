"""The world as five systems export it, each in its own formats, words and notations."""
