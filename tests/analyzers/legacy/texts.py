"""Texts in legacy encodings, and how programs that know none of them show them."""

from analyzers.legacy import Encoding

#: One sentence as it looks in each encoding to a program that takes the bytes for cp1252, or for
#: Latin-1 where cp1252 is silent.
SENTENCE = "Thư viện Quốc gia giữ những quyển sách cũ; Độc giả đọc ở đó hằng ngày."
AS_SHOWN = {
    Encoding.TCVN3: "Th\u00ad viÖn Quèc gia gi÷ nh÷ng quyÓn s¸ch cò; §éc gi¶ ®äc ë ®ã h»ng ngµy.",
    Encoding.VNI: "Thö vieän Quoác gia giöõ nhöõng quyeån saùch cuõ; "
    "Ñoäc giaû ñoïc ôû ñoù haèng ngaøy.",
    Encoding.VISCII: "Thß vi®n Qu¯c gia giæ nhæng quy¬n sách cû; Ðµc giä ð÷c · ðó h¢ng ngày.",
    Encoding.VPS: "ThÜ viŒn QuÓc gia gi» nh»ng quy‹n sách cÛ; ñ¶c giä Ç†c ª Çó h¢ng ngày.",
    Encoding.VIQR: "Thu+ vie^.n Quo^'c gia giu+~ nhu+~ng quye^?n sa'ch cu~; "
    r"DDo^.c gia? ddo.c o+? ddo' ha(`ng nga`y\.",
    Encoding.CP1258: "Thý viêòn Quôìc gia giýÞ nhýÞng quyêÒn saìch cuÞ; "
    "Ðôòc giaÒ ðoòc õÒ ðoì hãÌng ngaÌy.",
}


def shown(data: bytes, as_cp1252: bool = True) -> str:
    """Bytes as a program shows them that takes them for cp1252, or else for Latin-1."""
    if not as_cp1252:
        return data.decode("latin-1")
    return "".join(bytes([b]).decode("cp1252", "ignore") or chr(b) for b in data)
