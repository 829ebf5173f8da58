"""Quality of what arrives and of what it becomes: loads measured and judged, completeness, the report."""
