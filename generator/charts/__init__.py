"""What an article shows besides words: charts as records, drawn once, written as SVG and PNG."""
