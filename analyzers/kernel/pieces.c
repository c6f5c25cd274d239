/* What a token adds to the streams, put together from its letters. It is done here for plain
   tokens, which are one syllable or number in letters of one code unit, and for those that points
   and commas part, like `1.500,25` and `TP.`; analyzers/pieces.py makes the pieces of all others,
   and says what a piece is. */

#include "kernel.h"
#include <string.h>

enum { LONGEST_ONSET = 3, LONGEST_RHYME = 4, LONGEST_LETTER = 3 /* bytes of UTF-8 */ };
enum { SEVERAL = 255 };      /* tones on one letter */
enum { VOWELS_END = 0x200 }; /* above all vowels of Vietnamese; so many letters has each tone */

/* One syllable as an index has it: with its marks, and without. */
typedef struct {
    char term[MAX_TERM * LONGEST_LETTER], folded[MAX_TERM * LONGEST_LETTER];
    size_t term_size, folded_size;
    int is_number, is_marked;
} Syllable;

static int is_plain(const Spelling *spelling, uint32_t letter)
{
    return letter < spelling->letter_count && spelling->letters[letter].kinds & PLAIN;
}

/* How tokens are put together here: as a whole, or part by part, where points and commas part them.
   Of OTHER ones analyzers/pieces.py makes the pieces. */
enum { OTHER, WHOLE, PARTED };

static uint8_t way_of(const Spelling *spelling, const uint32_t *token, int64_t size)
{
    int64_t marks = 0, ascii = 0;
    for (int64_t i = 0; i < size; i++) {
        int is_mark = token[i] == '.' || token[i] == ',';
        if (!is_mark && !is_plain(spelling, token[i]))
            return OTHER;
        marks += is_mark;
        ascii += token[i] < 0x80;
    }
    if (size > MAX_TERM)
        return OTHER;
    return !marks ? WHOLE : ascii == size && marks < size ? PARTED : OTHER;
}

/* Which of the tokens are put together here, and how. */
void find_ways(const Spelling *spelling, const uint32_t *letters, Ends ends, int64_t count,
               uint8_t *ways)
{
    for (int64_t i = 0; i < count; i++)
        ways[i] = way_of(spelling, letters + ends[i], ends[i + 1] - ends[i]);
}

/* Up to four letters as a number. */
static uint64_t number_from(const uint16_t *letters, int size)
{
    uint64_t number = 0;
    for (int i = 0; i < size; i++)
        number = number << 16 | letters[i];
    return number;
}

/* Which letter of a syllable without tone has the tone; -1 where it is no Vietnamese syllable. */
static int tone_place(const Spelling *spelling, const uint16_t *bare, int count)
{
    int onset = count > LONGEST_ONSET ? LONGEST_ONSET : count - 1;
    for (; onset >= 0; onset--) {
        if (count - onset > LONGEST_RHYME)
            return -1;
        uint64_t begun = number_from(bare, onset);
        if (onset && place_in(spelling->onsets, spelling->onset_count, begun) < 0)
            continue;
        uint64_t rest = number_from(bare + onset, count - onset);
        int64_t rhyme = place_in(spelling->rhymes, spelling->rhyme_count, rest);
        if (rhyme >= 0)
            return onset + spelling->tone_places[rhyme];
    }
    return -1;
}

/* Puts the tone of a syllable where the older style has it (analyzers/tones.py, `canonical`). */
static void place_tone(const Spelling *spelling, const uint32_t *token, int count, uint16_t *term)
{
    uint16_t bare[LONGEST_ONSET + LONGEST_RHYME];
    int tone = 0;
    if (count > LONGEST_ONSET + LONGEST_RHYME)
        return;
    for (int i = 0; i < count; i++) {
        const Letter *letter = &spelling->letters[token[i]];
        bare[i] = letter->bare;
        if (letter->tone)
            tone = tone ? SEVERAL : letter->tone;
    }
    if (!tone || tone == SEVERAL)
        return;
    int place = tone_place(spelling, bare, count);
    if (place < 0)
        return;
    memcpy(term, bare, (size_t)count * sizeof *bare);
    term[place] = spelling->toned[(tone - 1) * VOWELS_END + bare[place]];
}

/* Writes letters in brief (analyzers/brief.py), those that have nothing for it in UTF-8; returns how
   many bytes these are. */
static size_t encode(const Spelling *spelling, const uint16_t *letters, int count, char *out)
{
    char *begin = out;
    for (int i = 0; i < count; i++) {
        uint16_t letter = letters[i];
        if (letter < 0x80) {
            *out++ = (char)letter;
            continue;
        }
        uint16_t brief = letter < spelling->letter_count ? spelling->brief[letter] : 0;
        if (brief) {
            *out++ = (char)(brief & 0xFF);
            if (brief > 0xFF)
                *out++ = (char)(brief >> 8);
            continue;
        }
        if (letter < 0x800) {
            *out++ = (char)(0xC0 | letter >> 6);
        } else {
            *out++ = (char)(0xE0 | letter >> 12);
            *out++ = (char)(0x80 | (letter >> 6 & 0x3F));
        }
        *out++ = (char)(0x80 | (letter & 0x3F));
    }
    return (size_t)(out - begin);
}

static void read_syllable(const Spelling *spelling, const uint32_t *token, int count,
                          Syllable *syllable)
{
    uint16_t term[MAX_TERM], folded[MAX_TERM];
    syllable->is_number = 1;
    for (int i = 0; i < count; i++) {
        const Letter *letter = &spelling->letters[token[i]];
        term[i] = letter->lower;
        folded[i] = letter->folded;
        syllable->is_number &= (letter->kinds & DECIMAL) != 0;
    }
    place_tone(spelling, token, count, term);
    syllable->is_marked = memcmp(term, folded, (size_t)count * sizeof *term) != 0;
    syllable->term_size = encode(spelling, term, count, syllable->term);
    syllable->folded_size = encode(spelling, folded, count, syllable->folded);
}

/* As `code` of analyzers/pairs.py: a checksum, and in its free bits what the syllable is. */
static uint32_t code_of(const Spelling *spelling, const Syllable *syllable)
{
    uint32_t crc = ~0u;
    for (size_t i = 0; i < syllable->folded_size; i++)
        crc = crc >> 8 ^ spelling->crcs[(crc ^ (uint8_t)syllable->folded[i]) & 0xFF];
    uint32_t flags = syllable->is_number ? 0 : WORD | (syllable->is_marked ? MARKED : 0);
    return (~crc >> FREE_BITS << FREE_BITS) | flags;
}

static char *write(char *out, const char *mark, const char *letters, size_t size)
{
    size_t before = strlen(mark);
    memcpy(out, mark, before);
    memcpy(out + before, letters, size);
    return out + before + size;
}

/* Writes the two terms of a syllable as a text has them, maybe one without marks. */
static char *write_terms(const Syllable *s, int unmarked, char *out)
{
    if (s->is_number)
        out = write(out, " -", "", 0);
    else if (unmarked && !s->is_marked)
        out = write(out, " ~", s->folded, s->folded_size);
    else
        out = write(out, " ", s->term, s->term_size);
    return write(out, " =", s->folded, s->folded_size);
}

/* Where the pieces of tokens are put: arrays of a Pieces, and places in its strings and codes. */
typedef struct {
    const Pieces *pieces;
    char *strings;
    uint32_t *codes;
} Out;

static void write_whole(const Spelling *spelling, const uint32_t *token, int64_t size, int64_t i,
                        Out *out)
{
    int64_t *ends = out->pieces->string_ends + 1 + i * VARIANTS;
    Syllable s;
    read_syllable(spelling, token, (int)size, &s);
    for (int unmarked = 0; unmarked < 2; unmarked++) {
        out->strings = write_terms(&s, unmarked, out->strings);
        *ends++ = out->strings - out->pieces->strings;
    }
    const char *word = s.is_number ? s.folded : s.term;
    size_t word_size = s.is_number ? s.folded_size : s.term_size;
    for (int goes_on = 0; goes_on < 2; goes_on++) {
        out->strings = write(out->strings, goes_on ? "_" : " ", word, word_size);
        *ends++ = out->strings - out->pieces->strings;
    }
    *out->codes++ = code_of(spelling, &s);
    out->pieces->open_lengths[i] = 0;
    out->pieces->goes_on[i] = 1;
}

/* One with points or commas begins no word, but may go on with one. */
static void write_parted(const Spelling *spelling, const uint32_t *token, int64_t size, int64_t i,
                         Out *out)
{
    int64_t *ends = out->pieces->string_ends + 1 + i * VARIANTS;
    for (int unmarked = 0; unmarked < 2; unmarked++) {
        for (int64_t at = 0, end; at < size; at = end) {
            for (end = at; end < size && is_plain(spelling, token[end]); end++)
                ;
            if (end == at) {
                end++;
                continue;
            }
            Syllable s;
            read_syllable(spelling, token + at, (int)(end - at), &s);
            out->strings = write_terms(&s, unmarked, out->strings);
            if (!unmarked)
                *out->codes++ = code_of(spelling, &s);
        }
        *ends++ = out->strings - out->pieces->strings;
    }
    *ends++ = out->strings - out->pieces->strings;
    *out->strings++ = '_';
    for (int64_t at = 0; at < size; at++)
        *out->strings++ = (char)(is_plain(spelling, token[at])
                                     ? spelling->letters[token[at]].lower : token[at]);
    *ends = out->strings - out->pieces->strings;
    out->pieces->open_lengths[i] = is_plain(spelling, token[size - 1]) ? (int32_t)size : 0;
    out->pieces->goes_on[i] = (uint8_t)is_plain(spelling, token[0]);
}

/* The piece that was made by Python. */
static void write_other(const Pieces *others, int64_t other, int64_t i, Out *out)
{
    int64_t *ends = out->pieces->string_ends + 1 + i * VARIANTS;
    for (int64_t v = other * VARIANTS; v < (other + 1) * VARIANTS; v++) {
        int64_t begin = others->string_ends[v];
        out->strings = write(out->strings, "", others->strings + begin,
                             (size_t)(others->string_ends[v + 1] - begin));
        *ends++ = out->strings - out->pieces->strings;
    }
    for (int64_t c = others->code_ends[other]; c < others->code_ends[other + 1]; c++)
        *out->codes++ = others->codes[c];
    out->pieces->open_lengths[i] = others->open_lengths[other];
    out->pieces->goes_on[i] = others->goes_on[other];
}

/* Writes the pieces of tokens one after another: those that are put together here, and of the rest
   those that `others` has, one for each. Ends stand behind a 0, which is there. */
void write_pieces(const Spelling *spelling, const uint32_t *letters, Ends ends, int64_t count,
                  const uint8_t *ways, const Pieces *others, const Pieces *pieces)
{
    Out out = {pieces, pieces->strings, pieces->codes};
    int64_t other = 0;
    for (int64_t i = 0; i < count; i++) {
        const uint32_t *token = letters + ends[i];
        if (ways[i] == WHOLE)
            write_whole(spelling, token, ends[i + 1] - ends[i], i, &out);
        else if (ways[i] == PARTED)
            write_parted(spelling, token, ends[i + 1] - ends[i], i, &out);
        else
            write_other(others, other++, i, &out);
        pieces->code_ends[i + 1] = out.codes - pieces->codes;
    }
}
