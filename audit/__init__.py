"""The running service: tables, files, people and access, visits, photos, review, waves, HTTP.

Pure rules stand at the bottom, storage above them, use cases above that (they own the
transaction) and thin HTTP on top. What is asked and how it is scored lives in `forms`;
what people read afterwards lives in `reports`.
"""
