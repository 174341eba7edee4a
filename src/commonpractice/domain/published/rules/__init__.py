"""Pure rules of the published room: peers, quartiles and what is summed over what."""
