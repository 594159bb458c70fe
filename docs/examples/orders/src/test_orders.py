"""An order costs what its lines cost."""

import unittest

from orders import total


class Totals(unittest.TestCase):
    def test_nothing_costs_nothing(self) -> None:
        self.assertEqual(total([]), 0)

    def test_lines_add_up(self) -> None:
        self.assertEqual(total([(2, 5.0), (1, 2.5)]), 12.5)
