"""Running the service: commands, backup, export, doctor, logs, metrics."""
