async def test_phases_stand_under_each_other_to_scale(kit):
    app = kit.PaneApp()
    async with app.run_test(size=kit.LARGE) as pilot:
        app.fill(kit.live(), kit.answer_pieces(end=False))
        await kit.settle(pilot)
        text = app.lines()
        at = next(n for n, line in enumerate(text) if line.strip().startswith("TIME"))
        names = [line.split()[0] for line in text[at + 1 : at + 6]]
        assert names == ["wait", "text", "Read", "Grep", "text"]
        starts = [
            min(line.find(sign) for sign in "╌━═" if sign in line[:100]) for line in text[at + 1 : at + 6]
        ]
        assert starts == sorted(starts)
        assert "tokens" in text[at + 2]


async def test_when_there_are_too_many_the_last_ones_are_shown(kit):
    app = kit.PaneApp()
    async with app.run_test(size=kit.LARGE) as pilot:
        script = [("tool", (f"Tool{n}", {"a": 1})) for n in range(20)]
        app.fill(kit.live(), kit.stream_pieces("d", kit.bodies.message_events(script)))
        await kit.settle(pilot)
        chart = app.pane.chart
        drawn = ["".join(segment.text for segment in chart.render_line(y)) for y in range(chart.size.height)]
        assert "Tool19" in drawn[-1]
        assert "Tool0 " not in "".join(drawn)
