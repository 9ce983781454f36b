"""The edition as mail: text that reads by itself, HTML for mail clients, charts as related images."""
