"""What the pages of the look-up show, worked out from the published room's facts."""
