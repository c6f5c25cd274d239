"""Reader of CRFsuite's binary model format, first-order CRF ("lCRF", "FOMC", version 100).

Source of the layout: ``lib/crf/src/crf1d_model.c`` and ``lib/cqdb/src/cqdb.c`` of CRFsuite 0.12.
All integers are little-endian ``uint32``, weights are ``float64``, offsets in the file header are
from the start of the file, offsets inside a CQDB chunk from the start of that chunk.
"""

import struct
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analyzers.segmenter.errors import SegmentationModelError

_FILE_HEADER = struct.Struct("<4sI4sI8I")
_CHUNK_HEADER = struct.Struct("<4sII")
_CQDB_HEADER = struct.Struct("<4s5I")
_CQDB_BYTE_ORDER = 0x62445371
_TWO_INTS = struct.Struct("<II")
_FEATURE = np.dtype([("kind", "<u4"), ("source", "<u4"), ("label", "<u4"), ("weight", "<f8")])


@dataclass(frozen=True, slots=True)
class CrfModel:
    """Weights of a first-order CRF, in CRFsuite's label order (which decides ties).

    ``state[attribute][label]`` is added to a label's score for each attribute of an item;
    ``transitions[before][after]`` for each pair of neighbouring labels. Absent weights are 0.0.
    """

    labels: tuple[str, ...]
    state: dict[str, tuple[float, ...]]
    transitions: tuple[tuple[float, ...], ...]


def parse_crf(data: bytes) -> CrfModel:
    """Parse the bytes of a CRFsuite model file.

    Raises SegmentationModelError where the bytes are not such a file, are cut short, or
    contradict themselves.
    """
    try:
        return _parse(data)
    except (struct.error, ValueError, IndexError, OverflowError) as error:
        raise SegmentationModelError(f"damaged CRFsuite model: {error}") from error


def _parse(data: bytes) -> CrfModel:
    magic, size, kind, version, *rest = _FILE_HEADER.unpack_from(data)
    _require(magic == b"lCRF", "no CRFsuite model: it does not begin with 'lCRF'")
    _require(kind == b"FOMC" and version == 100, f"unknown CRFsuite model {kind!r} {version}")
    _require(size == len(data), f"CRFsuite model of {len(data)} bytes says it has {size}")
    _, label_count, attribute_count, features_at, labels_at, attributes_at, *refs_at = rest
    weights = _features(data, features_at)
    labels = _strings(data, labels_at, label_count)
    attributes = _strings(data, attributes_at, attribute_count)
    by_label = _references(data, refs_at[0], b"LFRF", label_count)
    by_attribute = _references(data, refs_at[1], b"AFRF", attribute_count)
    return CrfModel(
        labels=tuple(labels),
        state={
            name: _row(weights, features, label_count)
            for name, features in zip(attributes, by_attribute, strict=True)
        },
        transitions=tuple(_row(weights, features, label_count) for features in by_label),
    )


def _require(holds: bool, message: str) -> None:
    if not holds:
        raise SegmentationModelError(message)


def _features(data: bytes, at: int) -> list[tuple[int, float]]:
    """(label, weight) of every feature, in the order of feature numbers."""
    chunk, _, count = _CHUNK_HEADER.unpack_from(data, at)
    _require(chunk == b"FEAT", "CRFsuite model without its FEAT chunk")
    table = np.frombuffer(data, _FEATURE, count, at + _CHUNK_HEADER.size)
    _require(bool(np.isfinite(table["weight"]).all()), "CRFsuite model with infinite weights")
    return list(zip(table["label"].tolist(), table["weight"].tolist(), strict=True))


def _integers(data: bytes, at: int, count: int) -> NDArray[np.uint32]:
    return np.frombuffer(data, "<u4", count, at)


def _strings(data: bytes, at: int, count: int) -> list[str]:
    """The keys of a CQDB chunk by their numbers 0 … count-1, through its backward links."""
    chunk, _, _, byte_order, links, links_at = _CQDB_HEADER.unpack_from(data, at)
    _require(chunk == b"CQDB" and byte_order == _CQDB_BYTE_ORDER, "no CQDB chunk where expected")
    _require(links >= count and links_at > 0, "CQDB chunk without backward links")
    strings = []
    for number, link in enumerate(_integers(data, at + links_at, count).tolist()):
        found, size = _TWO_INTS.unpack_from(data, at + link)
        begin = at + link + _TWO_INTS.size
        _require(found == number, f"CQDB entry {number} calls itself {found}")
        _require(size > 0 and data[begin + size - 1 : begin + size] == b"\0", "open CQDB string")
        strings.append(data[begin : begin + size - 1].decode())
    _require(len(set(strings)) == count, "CQDB chunk with the same string twice")
    return strings


def _references(data: bytes, at: int, name: bytes, count: int) -> list[list[int]]:
    """Feature numbers that belong to each label or attribute."""
    chunk, _, _ = _CHUNK_HEADER.unpack_from(data, at)
    _require(chunk == name, f"CRFsuite model without its {name.decode()} chunk")
    lists = []
    for offset in _integers(data, at + _CHUNK_HEADER.size, count).tolist():
        (length,) = struct.unpack_from("<I", data, offset)
        lists.append(list(struct.unpack_from(f"<{length}I", data, offset + 4)))
    return lists


def _row(weights: list[tuple[int, float]], features: list[int], labels: int) -> tuple[float, ...]:
    row = [0.0] * labels
    for feature in features:
        label, weight = weights[feature]
        row[label] += weight
    return tuple(row)
