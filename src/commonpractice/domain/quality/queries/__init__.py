"""Asking about care."""
