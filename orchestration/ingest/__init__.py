"""From extracts to contract rows: raw files, landing files, one manifest per load."""
