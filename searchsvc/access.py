"""What the public may see. There are no other visitors yet.

Whatever lets text or metadata out asks here: what is put into the index, and what the service
shows. A restricted item does not exist for the public.
"""

from searchsvc.domain import Rights


def is_listed(rights: Rights) -> bool:
    """Whether the item may be found, counted and shown at all."""
    return rights is not Rights.RESTRICTED


def is_text_open(rights: Rights) -> bool:
    """Whether its pages may be searched, counted, quoted and shown."""
    return rights is Rights.PUBLIC
