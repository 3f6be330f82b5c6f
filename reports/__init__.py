"""What people read afterwards: frozen figures, charts, PDF, comparison pages.

Everything here reads; nothing here decides a score. The pure part (snapshot, compare, charts, pdf)
knows no database, clock or network: a snapshot goes in, bytes come out.
"""
