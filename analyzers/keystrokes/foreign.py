"""Words of other languages that are also a Telex syllable's keystrokes (`test` is tét).

The frequent ones of English and French, and what titles have of other languages: found by reading
the commonest words of them all as keystrokes.
"""

from functools import cache

_ENGLISH = """
    air arm as bar been beer best born bow box bus car cast cats chair chaos chef chest choir
    chose coast core cost dad dawn days did does door down ex gas goes guns has her here hero
    his hits honor horn host how if is its last list lost lots low maps max mix moon more most
    must nor now of or own past per photos poems poor post queen queens quest rest room roots
    rose row see seem seen sense sex sir songs sons soon sore tax taxi test there these this
    those thus town tree trees trust turn us usa war was won worn wow wrong
"""
_FRENCH = """
    aux bois choix chose dans der des dix est les mais mes mois mots noir nos par paris pas pays
    puis quasi sans sauf sens ses soir sur tes trans trois veste voir voix vos
"""
_OTHERS = """
    como das dos hana hans hee homo ix kana laos las los luis maj maru mary mas maya mori mura
    musa nana os por raj rosa sama sora suwon taj ver visa w wa wi xix
"""


@cache
def foreign_words() -> frozenset[str]:
    """Lower-case words that are as likely meant as they stand."""
    return frozenset((_ENGLISH + _FRENCH + _OTHERS).split())
