"""Texts and queries that hypothesis makes up for the tests of what is found in them."""

from hypothesis import strategies as st

from tests.analyzers.texts import texts

_words = st.sampled_from(
    "thư viện vien Thu\u031b tạp-chí hoà hòa 1917 陳裕 𤾓 ngh-\niên".split(" ")
)
_between = st.sampled_from(
    [" ", "\n", ", ", " & ", "<b>", '"', "'", "-", "\r\n", ". ", ".\n", "! ", "\n\n", " TP. "]
)
#: Words that the queries look for, with what may stand between words.
made_texts = st.lists(st.tuples(_words, _between), max_size=60).map(
    lambda pairs: "".join(word + gap for word, gap in pairs)
)
#: Markup, entities, anything; now and then a word that the queries look for.
hostile_texts = st.one_of(
    texts,
    st.lists(
        st.one_of(
            st.sampled_from("< > & \" ' &lt; <mark> </mark> <script> &#x3c;".split()),
            st.sampled_from(["thư", "viện", "thu vien", ". ", "\n", " ", "\u0301", "\u200b"]),
            texts,
        ),
        max_size=30,
    ).map("".join),
)
queries = st.sampled_from(
    ["thư", "thu vien", '"thư viện"', "tạp chí", "ho*", "vien~", "陳 hòa 1917", '"hoà thư"~3', "x"]
)
