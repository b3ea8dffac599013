"""The scrubber over a training: back, forward, play, and a slider over its validations."""

import streamlit as st

_AT, _LAST, _PLAYING = "train.update", "train.last update", "train.playing"


def is_playing() -> bool:
    """Whether the moments follow each other by themselves."""
    return bool(st.session_state.get(_PLAYING))


def moment(updates: list[int]) -> int:
    """Show the scrubber; the update that it stands at.

    While it plays, each run of the page is one validation further.

    Args:
        updates: of the validations, ascending, at least one.
    """
    at, last = st.session_state.get(_AT), st.session_state.get(_LAST)
    if at not in updates or at == last:  # who stands at the end goes along with a run
        st.session_state[_AT] = updates[-1]
    st.session_state[_LAST] = updates[-1]
    if is_playing():
        _move(updates, by=1)
        if st.session_state[_AT] == updates[-1]:
            st.session_state[_PLAYING] = False
    with st.container(horizontal=True, vertical_alignment="bottom"):
        for label, icon, by in (("Back", "skip_previous", -1), ("Forward", "skip_next", 1)):
            st.button(
                label, icon=f":material/{icon}:", on_click=_move, args=(updates,), kwargs={"by": by}
            )
        playing = is_playing()
        if st.button(
            "Pause" if playing else "Play",
            icon=f":material/{'pause' if playing else 'play_arrow'}:",
            on_click=_toggle,
            args=(updates,),
        ):
            st.rerun()
    if len(updates) > 1:
        st.select_slider("Update", updates, key=_AT)
    chosen: int = st.session_state[_AT]
    return chosen


def _move(updates: list[int], *, by: int) -> None:
    """Go to the moment so many validations later."""
    place = updates.index(st.session_state[_AT]) if st.session_state[_AT] in updates else 0
    st.session_state[_AT] = updates[min(len(updates) - 1, max(0, place + by))]


def _toggle(updates: list[int]) -> None:
    """Start playing, from the beginning if it stands at the end, or pause."""
    playing = not is_playing()
    if playing and st.session_state[_AT] == updates[-1]:
        st.session_state[_AT] = updates[0]
    st.session_state[_PLAYING] = playing
