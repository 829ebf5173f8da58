"""Systems that have to be asked: databases and interfaces. A fetch of rows becomes a raw load like a file."""
