"""Photos: received, looked into, copied for those who may see them."""
