"""Made-up companies to try the platform on."""
