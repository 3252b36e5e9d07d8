from tui_router.tui.bindings.key import Key


def test_a_binding_keeps_its_id_so_that_it_can_be_remapped_and_leaves_the_footer_to_us():
    binding = Key("live.x", "x,X", "x", "export", "Export", "take it out", "find", priority=True).binding()
    assert (binding.id, binding.key, binding.action) == ("live.x", "x,X", "export")
    assert binding.priority
    assert not binding.show
