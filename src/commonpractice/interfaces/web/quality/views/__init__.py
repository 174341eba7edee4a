"""Answering for the pages of care: the partnership's and each surgery's."""
