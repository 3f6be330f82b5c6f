"""Durable jobs: claimed, run, tried again, taken over."""
