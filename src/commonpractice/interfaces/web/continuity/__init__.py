"""Answering for the pages of continuity: whether patients are seen by their own doctor."""
