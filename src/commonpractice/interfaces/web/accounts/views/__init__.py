"""Accounts: statements, the journals beneath them, and the months that hold them."""
