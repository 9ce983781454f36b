"""What readers see: a cleared article as Markdown, HTML, plain text and JSON."""
