"""Strategies for any text that a person can type."""

from hypothesis import strategies as st

# Arbitrary Unicode with unpaired surrogates; and text of the characters that make trouble.
ANYTHING = st.text(st.characters(), max_size=60)
TROUBLE = st.text(
    st.sampled_from(
        "aAéİßſЖन ि ँ्नुक़\u200c\u200d\u0301\u200e\u2028\ufeff\x00\t\n ▁  .,!?'’-–…\"“<>/sunkpad0९²"
        "🙂👩\u200d👧🇮🇳\ud800\uffff\U0010ffff"
    ),
    max_size=40,
)
# Parts of entities, whole ones, and letters in another form.
PARTS = st.lists(
    st.sampled_from(
        [
            "&",
            "amp;",
            "&amp;",
            "#",
            "&#x26;",
            "&#59;",
            ";",
            "&semi;",
            "&shy;",
            "&#x301;",
            "&zwj;",
            "&lt;",
            "/",
            "s",
            "&gt;",
            "ﬁ",
            "＆",
            "！",
            "ａ",
            "你",
            ";",
            "\xad",
            "\u200d",
            "e",
            " ",
            "क",
            "्",
            "़",
            "़",
            "가",
            "ᄀ",
            "ᅡ",
            "<",
            ">",
            "&NotEqualTilde;",
            "&#0;",
        ]
    ),
    max_size=14,
).map("".join)
TEXT = st.one_of(ANYTHING, TROUBLE, PARTS)
