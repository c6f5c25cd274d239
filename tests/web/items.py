"""A few items for the web tests: ordinary ones, and some that mean harm."""

from searchsvc.domain import Item, ItemType, Metadata, Page, Rights, WordBox

XSS = "<script>document.title='pwned'</script><img src=x onerror=\"document.title='pwned'\">"
LONG = "Nghiêng" * 1500

_KIEU = """Trăm năm trong cõi người ta,
Chữ tài chữ mệnh khéo là ghét nhau.
Trải qua một cuộc bể dâu,
Những điều trông thấy mà đau đớn lòng.

Lạ gì bỉ sắc tư phong,
Trời xanh quen thói má hồng đánh ghen.
Cảo thơm lần giở trước đèn,
Phong tình cổ lục còn truyền sử xanh.

𤾓𢆥𥪞𡎝𠊛嗟 · 𡨸才𡨸命窖𪜀恄饒"""

_NEWS = """Hội đồng Thư viện Đông Dương nhóm họp tại Hà Nội. Các đại biểu bàn về việc mở
thêm phòng đọc sách cho công chúng, cùng việc giữ gìn những bản in cổ khỏi mối
mọt và khí hậu ẩm thấp của xứ nhiệt đới.

Theo bản tường trình, thư viện trong năm qua đã tiếp hơn ba vạn lượt người đọc,
phần nhiều là học sinh và công chức. Sách quốc ngữ được mượn nhiều hơn cả."""


def _words(text: str, left: float = 90, top: float = 90) -> tuple[WordBox, ...]:
    boxes = []
    for row, line in enumerate(text.splitlines()):
        x = left
        for word in line.split():
            boxes.append(WordBox(word, x, top + 44 * row, 12.0 * len(word), 30, 0.9))
            x += 12.0 * (len(word) + 1)
    return tuple(boxes)


def _pages(*texts: str, scanned: bool = False) -> tuple[Page, ...]:
    if not scanned:
        return tuple(Page(number, text) for number, text in enumerate(texts, 1))
    return tuple(
        Page(n, text, str(n + 4), f"scans/{n}.png", 1200, 1600, _words(text))
        for n, text in enumerate(texts, 1)
    )


KIEU = Item(
    Metadata(
        "kieu-1917",
        "Truyện Kiều",
        ("Nguyễn Du",),
        ("Nguyễn Văn Vĩnh",),
        ("Truyện thơ", "Chữ Nôm"),
        ("vi",),
        ("NLV 1002/Q",),
        "Imprimerie d'Extrême-Orient",
        "Bản quốc ngữ do Nguyễn Văn Vĩnh khảo dị và chú thích.",
        ItemType.BOOK,
        "1917",
        "Sách quốc ngữ",
        "Thư viện Quốc gia Việt Nam",
        Rights.PUBLIC,
        "https://example.org/kieu",
        {"shelf": "A 12", "nested": {"deep": [1]}, "huge": 2**70},
    ),
    _pages(_KIEU, _KIEU.replace("Trăm", "Nghìn"), "", scanned=True),
)
NEWS = [
    Item(
        Metadata(
            f"bao-{year}-{month:02}", f"Hà Thành ngọ báo, số {100 + 12 * (year - 1927) + month}",
            ("Bùi Xuân Học",), subjects=("Báo chí", "Hà Nội"), languages=("vi",),
            type=ItemType.NEWSPAPER, date=f"{year}-{month:02}-15", collection="Báo chí Đông Dương",
            library="Thư viện Quốc gia Việt Nam",
        ),
        _pages(_NEWS, "Rao vặt: cần người đứng bán hàng.", _NEWS.upper(), _NEWS, _NEWS),
    )
    for year in (1927, 1929, 1931)
    for month in range(1, 6)
]  # fmt: skip
CLOSED = Item(
    Metadata(
        "mat-1", "Châu bản triều Nguyễn, tập 7", subjects=("Châu bản",), languages=("vi", "lzh"),
        type=ItemType.MANUSCRIPT, date="1820/1841", collection="Châu bản",
        library="Trung tâm Lưu trữ quốc gia I", rights=Rights.ONSITE,
    ),
)  # fmt: skip
HOSTILE = [
    Item(
        Metadata(
            "xss", XSS, (XSS, "' onmouseover='x", "}}{{7*7}}"), (XSS,), (XSS, LONG), ("<b>", "vi"),
            (XSS,), XSS, XSS, ItemType.OTHER, None, XSS, XSS, Rights.PUBLIC,
            "javascript:document.title='pwned'", {XSS: XSS, "title": "other"},
        ),
        (Page(1, f"kẻ xấu {XSS} \x01\x1b ]]> <!-- & \u202e ngược", XSS, "scans/1.png", 10, 10),
         Page(2, LONG, LONG, "../../etc/passwd", float("nan"), -1.0)),
    ),
    Item(Metadata("long", LONG, (LONG,) * 20, subjects=(LONG,), date="0000"), _pages(LONG)),
    Item(Metadata("bc", "Hán thư 漢書", ("Ban Cố",), date="-0111/0111", languages=("lzh",))),
]  # fmt: skip
ITEMS = [KIEU, *NEWS, CLOSED]
