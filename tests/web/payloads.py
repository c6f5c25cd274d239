"""Text that means to run: what attackers put into records, queries and addresses."""

from searchsvc.domain import Item, ItemType, Metadata, Page

#: Each tries to set the title of the page, which is how a test would see that it ran.
PAYLOADS = (
    "<script>document.title='pwned'</script>",
    "<ScRiPt>document.title='pwned'</sCrIpT>",
    "<scr<script>ipt>document.title='pwned'</script>",
    "<script src=data:text/javascript,document.title='pwned'></script>",
    "<script type=module>document.title='pwned'</script>",
    "<img src=x onerror=document.title='pwned'>",
    "<img src='/nothing' onerror='document.title=\"pwned\"'>",
    "<svg onload=document.title='pwned'>",
    "<svg><script>document.title='pwned'</script></svg>",
    "<svg><animate onbegin=document.title='pwned' attributeName=x dur=1s>",
    "<math><mtext></mtext><mglyph><style><img src onerror=document.title='pwned'></style></math>",
    "<iframe srcdoc=\"<script>parent.document.title='pwned'</script>\"></iframe>",
    "<iframe src=javascript:parent.document.title='pwned'></iframe>",
    "<object data=javascript:document.title='pwned'></object>",
    "<details open ontoggle=document.title='pwned'>",
    "<input autofocus onfocus=document.title='pwned'>",
    "<video><source onerror=document.title='pwned'></video>",
    "<body onload=document.title='pwned'>",
    "<base href=//evil.example/>",
    "<meta http-equiv=refresh content='0;url=//evil.example'>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<style>*{display:none}</style>",
    "<form action=//evil.example><button>Tìm</button></form>",
    "\"><script>document.title='pwned'</script>",
    "' autofocus onfocus=document.title='pwned' x='",
    "\" autofocus onfocus=document.title='pwned' x=\"",
    "</title><script>document.title='pwned'</script>",
    "</textarea><script>document.title='pwned'</script>",
    "--><script>document.title='pwned'</script><!--",
    "]]><script>document.title='pwned'</script>",
    "</script><script>document.title='pwned'</script>",
    "<mark onmouseover=document.title='pwned'>thư</mark>",
    "javascript:document.title='pwned'",
    "{{ config }}{% raw %}{{ 7 * 7 }}",
    "${document.title='pwned'}",
    "&lt;script&gt;document.title='pwned'&lt;/script&gt;",
    "&#60;script&#62;document.title='pwned'&#60;/script&#62;",
    "＜script＞document.title='pwned'＜/script＞",
    "\u202e<script>document.title='pwned'</script>",
    "%3Cscript%3Edocument.title='pwned'%3C/script%3E",
    '{"x": "</script><script>document.title=\'pwned\'</script>"}',
    "javas\tcript:document.title='pwned'",
)

#: A word that every item of these has, so that one search finds them.
WORD = "kẻxấu"


def hostile_items() -> list[Item]:
    """An item a payload, which stands wherever a record has text."""
    return [
        Item(
            Metadata(
                f"hostile-{number}", payload, (payload,), (payload,), (payload,), ("vi",),
                (payload,), payload, payload, ItemType.BOOK, "1931", payload, payload,
                source=payload, extra={payload: payload},
            ),
            (Page(1, f"{payload} {WORD} {payload}", payload, payload),),
        )
        for number, payload in enumerate(PAYLOADS)
    ]  # fmt: skip
