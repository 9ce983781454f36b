"""Where observations come from. Nothing is imported here, so that reading one source never loads another."""
