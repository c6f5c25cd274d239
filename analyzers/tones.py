"""The structure of a Vietnamese syllable, and where its tone mark stands.

Two styles of placing the mark are in use (`hòa`, `hoà`), and damaged text has marks on letters
where no style puts them (`thuýên`). All are one term: the mark is taken off and put where the
older style puts it, which most texts follow. Only what is built like a Vietnamese syllable is
touched. Source for onsets and rhymes: any school grammar; the lists are ours.
"""

import unicodedata
from functools import cache, lru_cache
from itertools import chain

TONES = "\u0300\u0301\u0303\u0309\u0323"  # huyền, sắc, ngã, hỏi, nặng
_STOPPED_TONES = ("", "\u0301", "\u0323")
_STOPS = ("c", "ch", "p", "t")
_MARKED_VOWELS = "ăâêôơư"
VOWELS = "aeiouy" + _MARKED_VOWELS

ONSETS = tuple("ngh ng nh gh gi ch kh ph qu th tr b c d đ g h k l m n p r s t v x".split())
RHYMES = frozenset(
    """
    a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây
    e ec em en eng eo ep et ê êch êm ên êng ênh êp êt êu
    i ia ich im in inh ip it iu iêc iêm iên iêng iêp iêt iêu
    o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oem oen oeo
    oet oi om on ong ooc oong op ot ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt
    u ua uân uâng uât uây uc uê uêch uên uênh uêu ui um un ung uôc uôi uôm uôn uông uôt uơ uơn
    uơt up ut uy uya uych uyên uyêt uyn uynh uyp uyt uyu
    ư ưa ưc ưi ưm ưn ưng ươc ươi ươm ươn ương ươp ươt ươu ưt ưu
    y ych ym yn ynh yt yêm yên yêng yêt yêu
    """.split()
)


@lru_cache(maxsize=1 << 14)
def split_letter(letter: str) -> tuple[str, str]:
    """A letter without its tone, and the tone as a combining mark ('' for none)."""
    tone = "".join(m for m in unicodedata.normalize("NFD", letter) if m in TONES)
    if not tone:
        return letter, ""
    kept = "".join(m for m in unicodedata.normalize("NFD", letter) if m not in TONES)
    return unicodedata.normalize("NFC", kept), tone


def _split_onset(bare: str) -> tuple[str, str]:
    """Onset and rhyme of a syllable without tone."""
    for onset in ONSETS:
        # In `gì`, `gìn` and `giếng` the i belongs to the rhyme as much as to the onset.
        if bare.startswith(onset) and bare[len(onset) :] in RHYMES:
            return onset, bare[len(onset) :]
    return "", bare


@lru_cache(maxsize=1 << 16)
def is_syllable(word: str) -> bool:
    """Whether a lower-case NFC word is built like a Vietnamese syllable, marks anywhere."""
    return _split_onset("".join(split_letter(c)[0] for c in word))[1] in RHYMES


@lru_cache(maxsize=1 << 16)
def is_well_formed(word: str) -> bool:
    """Whether a lower-case NFC word is a syllable that Vietnamese can have: at most one tone, and
    only sắc or nặng (or none, as when it is written without) where it ends in c, ch, p or t.
    """
    letters = [split_letter(c) for c in word]
    rhyme = _split_onset("".join(letter for letter, _ in letters))[1]
    tone = "".join(tone for _, tone in letters)
    if rhyme not in RHYMES or len(tone) > 1:
        return False
    return tone in _STOPPED_TONES or not rhyme.endswith(_STOPS)


def canonical(word: str) -> str:
    """A lower-case NFC word with its tone mark where the older style puts it.

    As long as the word. What is no Vietnamese syllable, or has two tones, comes back unchanged.
    """
    if word.isascii():
        return word
    letters = [split_letter(c) for c in word]
    tones = [tone for _, tone in letters if tone]
    if len(tones) != 1 or len(tones[0]) != 1:
        return word
    bare = "".join(letter for letter, _ in letters)
    onset, rhyme = _split_onset(bare)
    if rhyme not in RHYMES:
        return word
    place = len(onset) + tone_place(rhyme)
    return bare[:place] + with_tone(bare[place], tones[0]) + bare[place + 1 :]


def with_tone(vowel: str, tone: str) -> str:
    """A vowel with the tone that a combining mark stands for."""
    return unicodedata.normalize("NFC", vowel + tone)


@lru_cache(maxsize=1 << 14)
def spelling_variants(term: str) -> tuple[str, ...]:
    """Other spellings of a canonical term that are the same word, `lý` and `lí`; none for most.

    They are the pairs of i and y where both are in use: `hy kỹ lý mỹ sỹ tỷ vỹ` and alone (`ý`),
    after `qu` (`quý`, `quỳnh`), and `yê` that stands first (`yên`). Other letters that dialects
    mix, d with gi and r or s with x, make other words.
    """
    letters = [split_letter(c) for c in term]
    onset, rhyme = _split_onset("".join(letter for letter, _ in letters))
    if rhyme not in _I_OR_Y.get(onset, ()):
        return ()
    tones = [tone for _, tone in letters]
    swapped = zip(onset + rhyme.translate(_SWAPPED), tones, strict=True)
    return (unicodedata.normalize("NFC", "".join(chain.from_iterable(swapped))),)


_SWAPPED = str.maketrans("iy", "yi")
#: Rhymes in which i and y are interchanged, by onset. In the syllables of Wikipedia and old
#: books, y after any other onset is a name or no Vietnamese. Those with a mark are there without it
#: too: a word whose marks are left out has the same other spelling.
_I_OR_Y: dict[str, tuple[str, ...]] = {
    **dict.fromkeys("hklmstv", ("i", "y")),
    "qu": tuple("i y it yt inh ynh ich ych".split()),
    "": tuple(
        "i y iêm yêm iên yên iêng yêng iêt yêt iêu yêu"
        " iem yem ien yen ieng yeng iet yet ieu yeu".split()
    ),
}


@cache
def tone_place(rhyme: str) -> int:
    """Index of the letter of a rhyme that carries the tone."""
    marked = [i for i, c in enumerate(rhyme) if c in _MARKED_VOWELS]
    if marked:
        return marked[-1]
    vowels = [i for i, c in enumerate(rhyme) if c in VOWELS]
    if len(vowels) == 3:
        return vowels[1]
    ends_in_consonant = rhyme[-1] not in VOWELS
    return vowels[-1] if ends_in_consonant else vowels[0]
