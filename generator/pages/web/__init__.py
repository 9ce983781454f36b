"""The site around the editions: which pages there are, what each shows, and the feeds. Pure: text in, text out."""
