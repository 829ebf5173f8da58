"""Great Expectations suites and their runner; nothing heavy is imported before a check runs."""
