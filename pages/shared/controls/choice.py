"""A choice: buttons side by side for the values of one field of the view."""

from collections.abc import Mapping

import streamlit as st

from pages.shared.state.session import update_from_widget, widget_key
from pages.shared.state.view import View


def choice(
    label: str, *, field: str, names: Mapping[str, str], view: View, about: str | None = None
) -> None:
    """Buttons side by side that choose one value of a field of the view.

    Args:
        label: of the setting.
        field: of the view.
        names: what the button of each value shows.
        view: with the present value.
        about: a longer explanation, shown on demand.
    """
    st.segmented_control(
        label,
        list(names),
        required=True,
        format_func=names.__getitem__,
        key=widget_key(field=field, view=view),
        on_change=update_from_widget,
        args=(field,),
        help=about,
    )
