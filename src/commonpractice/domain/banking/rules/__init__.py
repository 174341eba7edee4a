"""The rules of banking: pure functions of facts."""
