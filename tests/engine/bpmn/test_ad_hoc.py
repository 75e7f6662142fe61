"""Ad-hoc sub-processes: what is offered, what may be started, and when they are complete."""

from __future__ import annotations

import pytest

from engine.errors import InvalidDiagram, Refused, TaskNotFound
from tests.engine.bpmn.drawing import (
    boundary,
    call,
    chain,
    diagram,
    duration,
    each,
    element,
    end,
    error,
    flow,
    gateway,
    io,
    process,
    script,
    start,
    sub,
    throw,
    user,
    zeebe,
)
from tests.engine.bpmn.driving import Case, case, compiled


def until(condition: str) -> str:
    return f"<completionCondition>{condition}</completionCondition>"


def at_once(collection: str) -> str:
    return zeebe(f'<zeebe:adHoc activeElementsCollection="{collection}"/>')


def ad_hoc(*inside: str, more: str = "", **attributes: str) -> bytes:
    box = element("adHocSubProcess", "h", *inside, **attributes)
    return diagram(process(start(), box, user("z"), end(), chain("start", "h", "z", "end"), more))


AB = user("a") + user("b")


def test_what_no_flow_leads_to_is_offered() -> None:
    found = case(ad_hoc(AB, user("c"), chain("b", "c")))
    assert (found.offered, found.open, found.stuck) == (["a", "b"], [], [])


def test_without_a_condition_it_is_complete_when_all_that_was_started_is_done() -> None:
    found = case(ad_hoc(AB), n=1).activate("a").activate("b")
    assert found.open == ["a", "b"]
    found.complete("b", b=1)
    assert (found.open, found.offered) == (["a"], ["a", "b"])
    found.complete("a", a=1)
    assert (found.open, found.offered, found.withdrawn) == (["z"], [], ["h"])
    assert found.seen("z") == {"n": 1, "a": 1, "b": 1}
    assert found.passed == ["start", "b", "a", "h"]


def test_an_activity_can_be_started_several_times() -> None:
    found = case(ad_hoc(AB, until("=n = 3")), n=0).activate("a").activate("a")
    assert found.open == ["a", "a"]
    found.complete("a", n=1).complete("a", n=2)
    assert (found.open, found.offered) == ([], ["a", "b"]), "not complete, so more can be started"
    found.activate("b").complete("b", n=3)
    assert found.open == ["z"]


def test_one_sees_what_those_before_have_made_and_not_what_those_beside_do() -> None:
    found = case(ad_hoc(AB, user("c"), until("=done")), n=0, done=False)
    found.activate("a").activate("b").complete("a", n=1).activate("c")
    assert (found.seen("b")["n"], found.seen("c")["n"]) == (0, 1)
    found.complete("b", n=2).complete("c", done=True)
    assert found.conflicts == [("n",)]
    assert found.seen("z") == {"n": 2, "done": True}


def test_once_complete_the_rest_is_withdrawn() -> None:
    found = case(ad_hoc(AB, user("c"), chain("a", "c"), until("=done"))).activate("a").activate("b")
    found.complete("a", done=True)
    assert (found.open, found.withdrawn) == (["z"], ["h", "b"])
    assert "c" not in found.passed


def test_what_the_rest_has_changed_is_kept() -> None:
    found = case(ad_hoc(AB, user("c"), chain("a", "c"), until("=done"))).activate("a").activate("b")
    found.complete("a", a=1).complete("b", done=True)
    assert found.open == ["z"]
    assert found.seen("z") == {"a": 1, "done": True}


def test_the_rest_may_go_on_to_its_end() -> None:
    found = case(ad_hoc(AB, user("c"), chain("b", "c"), until("=done"), cancelRemainingInstances="0"))
    found.activate("a").activate("b")
    (offer,) = found.offers
    found.complete("a", done=True)
    assert (found.open, found.offers, found.withdrawn) == (["b"], {}, ["h"])
    with pytest.raises(TaskNotFound):
        found.execution.activate(offer, "a")
    found.complete("b", done=False)
    assert found.open == ["z"], "it ends there: nothing new begins, and the condition is not asked again"


def test_what_waits_between_activities_ends_with_the_condition() -> None:
    wait = element("intermediateCatchEvent", "w", duration("PT1H")) + user("c") + chain("a", "w", "c")
    for cancels in ("true", "false"):
        found = case(ad_hoc(AB, wait, until("=done"), cancelRemainingInstances=cancels))
        found.activate("a").complete("a", a=1)
        assert found.armed == ["w"]
        found.activate("b").complete("b", done=True)
        assert (found.open, found.armed) == (["z"], [])
        assert found.seen("z") == {"a": 1, "done": True}


def test_one_at_a_time() -> None:
    found = case(ad_hoc(AB, until("=done"), ordering="Sequential")).activate("a")
    assert (found.open, found.offered) == (["a"], [])
    with pytest.raises(Refused, match="b cannot be started in h now"):
        found.activate("b")
    found.complete("a", done=False)
    assert (found.open, found.offered) == ([], ["a", "b"])
    assert found.activate("b").complete("b", done=True).open == ["z"]


def test_one_at_a_time_with_all_that_follows_it() -> None:
    found = case(ad_hoc(AB, user("c"), chain("a", "c"), until("=done"), ordering="Sequential")).activate("a")
    assert (found.complete("a").open, found.offered) == (["c"], [])
    assert found.complete("c").offered == ["a", "b"]


def test_flows_inside_run_as_anywhere() -> None:
    inside = AB + gateway("parallel", "f") + user("c") + user("d") + gateway("parallel", "j") + user("e")
    found = case(ad_hoc(inside, chain("a", "f", "c", "j", "e"), chain("f", "d", "j"), until("=done"))).activate("a")
    found.complete("a").complete("c", c=1).complete("d", d=1)
    assert (found.open, found.seen("e")) == (["e"], {"c": 1, "d": 1})
    assert found.complete("e", done=True).open == ["z"]


def test_what_can_be_done_without_anybody_is_done_at_once() -> None:
    found = case(ad_hoc(script("a", "n", "=n + 1"), throw("t"), user("u"), until("=n = 2")), n=0)
    assert found.offered == ["a", "t", "u"]
    found.activate("t").activate("a")
    assert (found.offered, found.variables) == (["a", "t", "u"], {"n": 1})
    assert found.activate("a").open == ["z"]


def test_the_diagram_may_start_some_at_once() -> None:
    found = case(ad_hoc(AB, user("c"), at_once("=wanted")), wanted=["a", "c"])
    assert (found.open, found.offered) == (["a", "c"], ["a", "b", "c"])
    assert found.complete("a").complete("c").open == ["z"]


def test_the_diagram_may_start_none() -> None:
    assert case(ad_hoc(AB, at_once("=[]"))).open == ["z"]
    found = case(ad_hoc(AB, at_once("=[]"), until("=done")))
    assert (found.open, found.offered) == ([], ["a", "b"])


@pytest.mark.parametrize("wanted", ["a", ["c"], [1], None])
def test_what_cannot_start_at_once_names_the_sub_process(wanted: object) -> None:
    found = case(ad_hoc(AB, user("c"), chain("b", "c"), at_once("=wanted")), wanted=wanted)
    assert (found.wrong, found.open) == (["h"], [])
    assert found.faults[0].endswith("does not list activities that can be chosen in it")
    assert found.set_variables(wanted=["a"]).retry("h").open == ["a"]


def test_an_empty_one_is_passed() -> None:
    assert case(ad_hoc()).open == ["z"]


def test_only_what_is_offered_can_be_started() -> None:
    found = case(ad_hoc(AB, user("c"), chain("b", "c")))
    for name in ("c", "z", "nothing"):
        with pytest.raises(Refused, match=f"{name} cannot be started"):
            found.activate(name)
    (offer,) = found.offers.values()
    with pytest.raises(TaskNotFound):
        found.execution.complete(offer.token, {})


def test_boundary_events_around_it() -> None:
    more = boundary("t", "h", duration("PT1H")) + user("k") + chain("t", "k")
    found = case(ad_hoc(AB, more=more)).activate("a").activate("b").complete("a", a=1).advance(hours=1)
    assert (found.open, found.withdrawn, found.seen("k")) == (["k"], ["b", "h"], {"a": 1})
    found = case(ad_hoc(AB, more=more)).advance(hours=1)
    assert (found.open, found.withdrawn) == (["k"], ["h"])


def test_a_condition_that_fails_lets_its_activity_wait() -> None:
    found = case(ad_hoc(AB, until("=done"))).activate("a").complete("a", done="perhaps")
    assert (found.open, found.wrong) == ([], ["a"])
    assert found.set_variables(done=True).retry("a").wrong == ["a"], "what was answered still holds"


def test_an_event_sub_process_beside_the_activities() -> None:
    message = '<messageEventDefinition messageRef="m"/>'
    for interrupting in (True, False):
        begin = element("startEvent", "es", message, isInterrupting=str(interrupting).lower())
        handler = sub("e", begin, user("k"), end("ee"), chain("es", "k", "ee"), triggeredByEvent="true")
        found = case(ad_hoc(AB, handler)).activate("a").message("m", said=1)
        assert (found.open, found.offered) == ((["k"], []) if interrupting else (["a", "k"], ["a", "b"]))
        assert found.complete("k").open == (["z"] if interrupting else ["a"])
        if not interrupting:
            found.complete("a")
        assert found.seen("z") == {"said": 1}


def test_an_error_in_it_is_caught_on_its_boundary() -> None:
    more = boundary("e", "h", error("e1")) + user("k") + chain("e", "k")
    found = case(ad_hoc(AB, more=more)).activate("a").activate("b").fail("b", "E1", why=1)
    assert (found.open, found.offered, found.seen("k")) == (["k"], [], {"why": 1})


def test_boundary_events_in_it() -> None:
    inside = boundary("t", "a", duration("PT1H"), interrupting=False) + user("c") + chain("t", "c")
    found = case(ad_hoc(AB, inside)).activate("a").advance(hours=1)
    assert found.open == ["a", "c"]
    assert found.complete("a").open == ["c"]
    assert found.complete("c").open == ["z"]


def test_sub_processes_calls_and_instances_in_it() -> None:
    inner = sub("s", start("ss"), user("u"), end("se"), chain("ss", "u", "se"), each("=[1, 2]", "item", "all", "=said"))
    found = case(ad_hoc(inner, call("c", "child"), until("=count(all) = 2 and x = 1"))).activate("s").activate("c")
    assert found.open == ["u", "u"]
    found.complete("u", said="a").complete("u", said="b")
    assert found.answer("c", {"x": 1}).open == ["z"]
    assert found.seen("z") == {"all": ["a", "b"], "x": 1}


def test_it_runs_once_for_each_item() -> None:
    found = case(ad_hoc(AB, each("=[1, 2]", "item", "all", "=item + n")))
    first, second = found.offers
    for token in (second, first):
        found.offers = {token: found.offers[token], **found.offers}
        found.activate("a").complete("a", n=len(found.offers))
    assert found.seen("z") == {"all": [2, 4]}


def test_its_mappings_bound_what_is_seen_and_what_leaves() -> None:
    mapped = zeebe(io(("input", "local", "=n + 1"), ("output", "result", "=local + a")))
    found = case(ad_hoc(AB, mapped), n=1).activate("a")
    assert found.seen("a") == {"n": 1, "local": 2}
    assert found.complete("a", a=3).seen("z") == {"n": 1, "result": 5}


def test_cancelling_the_case_takes_the_offer_back() -> None:
    found = case(ad_hoc(AB)).activate("a").cancel()
    assert (found.status, sorted(found.withdrawn)) == ("cancelled", ["a", "h"])


def test_many_rounds_keep_their_size() -> None:
    found = case(ad_hoc(AB, until("=n = 300"), ordering="Sequential"), n=100)
    found.activate("a").complete("a", n=101)
    early = len(found.state)
    while found.offers:
        late = len(found.state)
        found.activate("a").complete("a", n=found.variables["n"] + 1)
    assert found.open == ["z"]
    assert late <= early + 10


@pytest.mark.parametrize(
    ("inside", "attributes", "reason"),
    [
        (AB + start("i") + chain("i", "a"), {}, "no start and no end"),
        (AB + end("o") + chain("a", "o"), {}, "no start and no end"),
        (AB + flow("a", "b") + flow("b", "a"), {}, "Nothing in it can be chosen"),
        (AB, {"ordering": "Random"}, "The ordering is 'Random'"),
        (AB + at_once("=[]"), {"ordering": "Sequential"}, "exclude each other"),
        (AB + zeebe('<zeebe:adHoc outputCollection="x" outputElement="=y"/>'), {}, "collects no results"),
        (AB + zeebe('<zeebe:taskDefinition type="do"/>'), {}, "No Python chooses"),
        (AB + until("=1 +"), {}, "completion condition is not FEEL"),
        (AB + zeebe('<zeebe:properties><zeebe:property name="yearwheel:starters" value="=1 +"/></zeebe:properties>'),
         {}, "The property yearwheel:starters is not FEEL"),
    ],
)  # fmt: skip
def test_what_has_no_meaning_is_refused(inside: str, attributes: dict[str, str], reason: str) -> None:
    with pytest.raises(InvalidDiagram, match=reason):
        compiled(ad_hoc(inside, **attributes))


def test_an_offer_is_made_again_only_when_it_has_changed() -> None:
    def offers(found: Case) -> int:
        return sum(type(effect).__name__ == "ActivitiesOffered" for effect in found.log)

    assert offers(case(ad_hoc(AB, until("=done"))).activate("a").complete("a").activate("b")) == 1
    assert offers(case(ad_hoc(AB, until("=done"), ordering="Sequential")).activate("a").complete("a")) == 3
