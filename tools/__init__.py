"""What dev.py is made of. Runs before anything is installed."""
