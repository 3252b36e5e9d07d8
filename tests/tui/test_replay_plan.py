from tui_router.control.inspect import Resend
from tui_router.control.wiring import DryRun
from tui_router.tui.replay_plan import Plan


def plan(*prices, problem=""):
    names = [f"p/m{n}" for n in range(len(prices))]
    runs = {name: DryRun(cost=price, problem=problem) for name, price in zip(names, prices, strict=True)}
    return Plan(targets=names, rehearsed=runs), names


def test_ticked_ones_or_the_one_under_the_cursor():
    plan = Plan()
    assert plan.aims("p/m") == ["p/m"]
    assert plan.aims(None) == []
    plan.toggle("")
    plan.toggle("p/x")
    assert plan.aims("p/m") == ["", "p/x"]
    plan.toggle("")
    assert plan.aims("p/m") == ["p/x"]


def test_what_it_costs_in_words():
    some, names = plan(0.05, 0.1, 0.01)
    assert some.said(names) == "3 requests, about $0.16 for the prompts"
    assert some.said(names[:1]) == "1 request, about $0.050 for the prompt"
    assert some.said(["p/other"]) == "1 request, of unknown price"
    free, names = plan(0.0)
    assert free.said(names) == "1 request, free of charge"


def test_dear_many_and_unpriced_ones_are_asked_for_twice():
    assert not plan(0.5)[0].asks_twice(["p/m0"])
    assert plan(0.51)[0].asks_twice(["p/m0"])
    cheap, names = plan(*[0.001] * 11)
    assert cheap.asks_twice(names)
    assert not cheap.asks_twice(names[:10])
    unpriced, names = plan(None, None, None, 0.01)
    assert unpriced.asks_twice(names)
    assert not unpriced.asks_twice(names[:3])


def test_what_would_keep_it_from_being_sent():
    assert plan(0.1, problem="its key is not set")[0].problems(["p/m0", "p/none"]) == ["its key is not set"]


def test_what_was_changed_goes_to_every_target():
    ask = Resend(patch={"max_tokens": 5, "system": "x"})
    assert Plan(ask).changed == "max_tokens, system"
    assert Plan(ask).resend("p/m") == Resend(to="p/m", patch=ask.patch)
    whole = Plan(Resend(body=b"{}"))
    assert whole.changed == "the whole request, in an editor"
    assert whole.resend("").body == b"{}"
    assert Plan().changed == ""
