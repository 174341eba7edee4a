"""What the centre charges, and who has what of a surgery's profit. Pure."""
