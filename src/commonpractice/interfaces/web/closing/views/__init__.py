"""The pages of closing a month."""
