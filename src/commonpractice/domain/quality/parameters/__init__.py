"""The definitions of the rulebook, typed."""
