"""What the pages of continuity show, made of what was measured."""
