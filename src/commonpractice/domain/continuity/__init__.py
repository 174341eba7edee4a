"""Continuity: how far patients see the same clinician again, and their own."""
