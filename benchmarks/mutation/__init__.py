"""Clean articles spoiled in one place each, and a judge of what stays true: the measure of the standards desk."""
