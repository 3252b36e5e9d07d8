import pytest

from tui_router.journal.filter import FilterFault, compile_filter
from tui_router.journal.filter.operators import LISTED, OPERATORS, nearest

PROMISED = """e live ok repaired held cancelled local replay marked edited imported stream lossy t p m k s a c x stop tool u note
rule rev id of in out cache first took rate cost tries notes size at ago b bq bs ba bb bc bd"""


def test_all_that_were_promised_are_there():
    assert set(OPERATORS) == set(PROMISED.split())
    assert len(OPERATORS) == len(LISTED)


@pytest.mark.parametrize(
    "operator", [each for each in LISTED if each.takes != "nothing" and not each.optional]
)
def test_one_without_its_value_says_what_it_takes(operator):
    with pytest.raises(FilterFault) as fault:
        compile_filter(f"sonnet ~{operator.name}")
    assert fault.value.words == f"~{operator.name} takes {operator.wants}"
    assert fault.value.unfinished
    with pytest.raises(FilterFault) as fault:
        compile_filter(f"~{operator.name} & sonnet")
    assert not fault.value.unfinished


def test_slips_are_recognised():
    assert nearest("tr") == "t"
    assert nearest("repared") == "repaired"
    assert nearest("zzzz") == ""
