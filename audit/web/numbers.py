"""Whole numbers in addresses: at most six digits, so that every table can hold them."""

from starlette.convertors import IntegerConvertor, register_url_convertor

MOST = 999_999


class Number(IntegerConvertor):
    """What `{name:int}` stands for; an address with a longer number is not found."""

    regex = "[0-9]{1,6}"


register_url_convertor("int", Number())
