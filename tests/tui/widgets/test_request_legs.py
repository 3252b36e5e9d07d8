import msgspec


async def test_folds_survive_new_figures_and_the_second_leg(kit):
    app = kit.PaneApp()
    async with app.run_test(size=kit.MIDDLE) as pilot:
        first, second = kit.request_pieces()
        detail = kit.failed()
        app.fill(detail, [first])
        await kit.settle(pilot)
        legs = app.pane.request_legs
        legs.rows.toggle(
            next(i for i, place in enumerate(legs.rows.places) if place.pair.node.key == "system")
        )
        app.pane.add(38, second)
        app.pane.show_row(
            msgspec.structs.replace(
                detail.row, tokens=msgspec.structs.replace(detail.row.tokens, tools=9_000)
            )
        )
        await kit.settle(pilot)
        assert "▾ system" in app.text()
        assert "9.0k" in app.text()


async def test_a_body_under_way_says_how_far_it_is(kit):
    app = kit.PaneApp()
    async with app.run_test(size=kit.MIDDLE) as pilot:
        first = kit.request_pieces()[0]
        half = msgspec.structs.replace(first, data=first.data[:30_000], next=30_000, complete=False)
        app.fill(kit.failed(), [half])
        await kit.settle(pilot)
        assert "Reading, 30 kB of 7" in app.text()


async def test_what_was_never_sent_says_so(kit):
    app = kit.PaneApp()
    async with app.run_test(size=kit.MIDDLE) as pilot:
        detail = kit.failed()
        row = msgspec.structs.replace(detail.row, attempts=0, sizes=type(detail.row.sizes)())
        app.fill(msgspec.structs.replace(detail, row=row), kit.request_pieces()[:1])
        await kit.settle(pilot)
        assert "Nothing was sent upstream." in app.text()
