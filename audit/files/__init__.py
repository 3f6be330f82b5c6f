"""Where files are kept: one port, a local folder or S3 behind it."""
