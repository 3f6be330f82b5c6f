"""What is asked, and what the answers are worth.

Pure values in, values out: no database, clock or network; nothing is written, and bad input comes
back as a list of issues instead of an exception.

    checklist.py  the definition: policy → sections → items (items.py, policy.py)
    parse.py      TOML or JSON text → Checklist, or issues with path and plain words
    answers.py    what the phone sent → typed answers, issues
    validate.py   what is not complete yet
    scoring/      answers → scorecard;  trace.py replays each digit of it
    versions.py   canonical document and digests of a checklist and of answers
    bundle.py     the checklist as the phone gets it, without anything about scores
    standards/    the built-in service standards (TOML, zh and en)
"""
