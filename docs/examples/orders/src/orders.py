"""Sums of orders."""


def total(lines: list[tuple[int, float]]) -> float:
    """The sum over count and price of each line."""
    return sum(count * price for count, price in lines)
