"""A dozen items, for tables of queries that a human can check."""

from searchsvc.domain import ItemType, Metadata
from tests.searchsvc.engines.makers import made_item

_DU = ("Nguyễn Du",)

_ITEMS: list[tuple[Metadata, tuple[str, ...]]] = [
    (
        Metadata(
            "kieu",
            "Truyện Kiều",
            creators=_DU,
            subjects=("Thơ", "Văn học"),
            type=ItemType.BOOK,
            date="1820",
            identifiers=("ISBN 978-604-2-12345-6", "V.123"),
        ),
        (
            "Trăm năm trong cõi người ta,",
            "chữ tài chữ mệnh khéo là ghét nhau.",
        ),
    ),
    (Metadata("nom", "Kim Vân Kiều bằng chữ Nôm", creators=_DU, date="1866"), ("𤾓𢆥𥪞𡎝𠊛嗟",)),
    (
        Metadata(
            "nam-phong",
            "Nam-Phong tạp-chí",
            creators=("Phạm Quỳnh", "Phạm Duy Tốn"),
            subjects=("Báo chí",),
            type=ItemType.JOURNAL,
            date="1917-07/1934",
            identifiers=("ISSN 1859-1531",),
        ),
        (
            "Bàn về chữ quốc-ngữ và bàn về báo.",
            "Thư viện của nước ta.",
        ),
    ),
    (
        Metadata("luat", "Luật thư viện", subjects=("Pháp luật",), date="2019-11-21"),
        (
            "Thư viện quốc gia đặt ở Hà Nội. Theo 2175/QĐ-BVHTTDL ngày 1/8/2014.",
            "Thư viện bắt đầu chuyển đổi",
            "số, có 1.250 trang.",
        ),
    ),
    (
        Metadata("so", "Sách số", date="2014"),
        ("Sách của thư viện số. Một bức thư ngỏ gửi viện trưởng.",),
    ),
    (Metadata("bare", "Duong den thu vien"), ("con duong den thu vien quoc gia rat dai",)),
    (
        Metadata("duong", "Đường ra chợ", type=ItemType.BOOK, date="1945"),
        ("Con đường ra chợ. Không có gì cho ai, và không có ai.",),
    ),
    (Metadata("map", "Bản đồ sông", type=ItemType.MAP, date="-0043"), ()),
    (
        Metadata("tien", "Lục Vân Tiên", creators=("Nguyễn Đình Chiểu",), date="1889"),
        ("Trước đèn xem truyện Tây minh, gẫm cười hai chữ nhân tình éo le.",),
    ),
    (
        Metadata("de", "Sông và đê", subjects=("Lũ lụt", "Đê điều"), date="1900/1945"),
        ("Nước sông dâng lên, đê vỡ.",),
    ),
    (
        Metadata(
            "fr",
            "La bibliothèque",
            languages=("fr",),
            date="1925-03-15",
            identifiers=("0-306-40615-2 (br.)",),
        ),
        ("La bibliothèque nationale: http://bnf.fr/a?b=1, COVID-19.",),
    ),
    (Metadata("hoa", "Hoà bình"), ("hòa giải, hoàn toàn",)),
]

SHELF = [made_item(key, metadata, *pages) for key, (metadata, pages) in enumerate(_ITEMS, 1)]
NAMES = {item.key: item.identifiers[0] for item in SHELF}
