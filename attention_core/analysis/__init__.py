"""Numbers about a Trace, in numpy alone."""
