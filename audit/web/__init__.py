"""HTTP: plumbing without domain words below, handlers of one paragraph above it."""
