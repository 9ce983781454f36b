"""Signal analysis: history to a snapshot of metrics. The only room with numpy."""
