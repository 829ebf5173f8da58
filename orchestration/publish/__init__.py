"""The snapshot that people, dashboards and exports read: masked, checked, then shown at once."""
