"""Fields of the two indexes: one document an item, and one document a page."""

from tantivy import Filter, Index, Schema, SchemaBuilder, TextAnalyzerBuilder, Tokenizer

from analyzers import NO_TERM

#: To be raised by hand whenever an index made before would be searched wrongly.
SCHEMA_VERSION = 11

#: Facets; each is also the name of the field that has its values, whole.
FACET_FIELDS = ("collection", "library", "creator", "subject", "language", "type")
#: For each facet the field in which its values are found by their words (`value_words`).
WORDED_FIELDS = {name: f"{name}_words" for name in FACET_FIELDS}

_JOINED = "whitespace"
#: The same, leaving out NO_TERM, which stands where a position has no term: hundreds of times in a
#: row between what does not belong together. In pages it stands for a number now and then; there it
#: is one term more, which takes less time than to look for it (DECISIONS.md).
_SPARSE = "sparse"


def item_schema() -> Schema:
    """For totals, facets, filters and sorting. `text` has the terms of all pages, each once; where
    they stand only the page index knows, and `over_breaks`, for the text around page breaks.
    """
    builder = _common(SchemaBuilder(), facets_fast=True)
    builder.add_text_field("text", tokenizer_name=_JOINED, index_option="basic")
    builder.add_text_field("over_breaks", tokenizer_name=_SPARSE, index_option="position")
    builder.add_text_field("exact_title", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("shown_title", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("about", tokenizer_name=_SPARSE, index_option="position")
    for name in WORDED_FIELDS.values():
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=True)
    builder.add_unsigned_field("newest", fast=True)
    builder.add_unsigned_field("oldest", fast=True)
    builder.add_text_field("by_title", tokenizer_name="raw", index_option="basic", fast=True)
    return builder.build()


def page_schema() -> Schema:
    """For ranking and page hits: a page's text, and its item's metadata to filter by."""
    builder = _common(SchemaBuilder(), facets_fast=False)
    builder.add_text_field("text", tokenizer_name=_JOINED, index_option="position")
    builder.add_unsigned_field("number", indexed=True, fast=True)
    builder.add_unsigned_field("length", fast=True)
    builder.add_unsigned_field("page", indexed=True)
    builder.add_text_field("words", tokenizer_name=_JOINED, index_option="freq")
    builder.add_text_field("pairs", tokenizer_name=_JOINED, index_option="basic")
    return builder.build()


def with_tokenizers(index: Index) -> Index:
    """The index with our tokenizers registered, without which it cannot take in documents."""
    tokens = TextAnalyzerBuilder(Tokenizer.whitespace())
    index.register_tokenizer(_SPARSE, tokens.filter(Filter.custom_stopword([NO_TERM])).build())
    return index


def _common(builder: SchemaBuilder, facets_fast: bool) -> SchemaBuilder:
    builder.add_unsigned_field("item", indexed=True, fast=True)
    builder.add_unsigned_field("revision", fast=True)
    for name in ("title", "creators", "subjects"):
        builder.add_text_field(name, tokenizer_name=_SPARSE, index_option="position")
    builder.add_text_field("identifiers", tokenizer_name="raw", index_option="basic")
    for name in FACET_FIELDS:
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=facets_fast)
    builder.add_integer_field("first_year", indexed=True, fast=True)
    builder.add_integer_field("last_year", indexed=True, fast=True)
    return builder
