"""Texts that hypothesis makes up for the analyzer tests."""

from hypothesis import strategies as st

#: Everything that the normalizer treats in a way of its own, beside ordinary letters.
SPECIAL = (
    "aáàâấậăơớưứđĐÐðƣƢyýoòeéiuTạpchíngthư"
    "\u0300\u0301\u0302\u0303\u0304\u0306\u0308\u0309\u031b\u0323\u0340\u0341\u0344"
    "\u00ad\u034f\u200b\u200d\u200e\ufeff\ufe0f\u00a0\u2003\u3000"
    "-\u2010\u2011\u2013\u2014\u2018\u2019\u201c\u201d\u00ab"
    " \t\n\r.,;:'\"!?_=|0123456789陳裕𠊛œßﬁ²ŁАκ１\ue000\U000f0000\U00016ff0\U00016ff1か\u3099각é🙂"
)
special_text = st.text(st.sampled_from(SPECIAL), max_size=40)
any_text = st.text(st.characters(), max_size=60)  # every code point, half surrogates too
vietnamese = st.lists(
    st.sampled_from(
        "thư viện quốc gia Hà Nội tạp-chí hòa hoà Nguyễn Ðức nghĩ 1917 1.000.000 T H Ư Ê U "
        "陳裕宗 cœur câu. TP.".split()
    ),
    max_size=12,
).map(" ".join)
texts = st.one_of(special_text, any_text, vietnamese)
