"""The demo: a chain that does not exist, with a year of visits, made by `mingcha demo`.

chain.py     regions, brands, branches         people.py    who signs in
periods.py   which days the waves take         plan.py      who visits what, and when
scenarios.py who the shoppers pretend to be    answers.py   what was found there
remarks*.py  what was said about it            camera.py    what was photographed
sending.py   a visit as the phone sends it     photos.py    photos in the file store
cast.py      people as they act                history.py   the closed waves as rows
live.py      the open wave, step by step       seed.py      all of it, once
noticed.py   what the phone noted by itself  references.py  how it should look
rivals.py    the competitor beside it
"""
