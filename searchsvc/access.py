"""Who may see what, until visitors have rights of their own: the public, and nobody else.

Everything that lets text or metadata out asks here: the index (what it is given), the service
(what it shows). What is restricted does not exist for the public.
"""

from searchsvc.domain import Rights


def is_listed(rights: Rights) -> bool:
    """Whether the item may be found, counted and shown at all."""
    return rights is not Rights.RESTRICTED


def is_text_open(rights: Rights) -> bool:
    """Whether its pages may be searched, counted, quoted and shown."""
    return rights is Rights.PUBLIC
