"""What the pages of care show, made of what was counted."""
