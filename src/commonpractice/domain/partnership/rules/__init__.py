"""What must be true of a partnership, and who may see what of it. Pure."""
