"""The standards desk: reads the finished text and checks it against the snapshot, sharing no code with prose."""
