"""What scoring can say fits the columns it is kept in."""

from typing import get_args

from audit.models import Score
from forms.scoring.scorecard import Outcome, ServiceType


def test_every_word_of_a_scorecard_fits_its_column() -> None:
    columns = Score._meta.fields_map
    for name, words in (("service_type", ServiceType), ("outcome", Outcome)):
        longest = max(map(len, get_args(words)))
        assert longest <= columns[name].constraints["max_length"], name
