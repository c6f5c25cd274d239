/* What a token adds to the streams, put together from its letters. It is done here for plain
   tokens, which are one syllable or number in letters of one code unit; analyzers/pieces.py makes
   the pieces of all others, and says what a piece is. */

#include "kernel.h"
#include <string.h>

enum { LONGEST_ONSET = 3, LONGEST_RHYME = 4, LONGEST_LETTER = 3 /* bytes of UTF-8 */ };
enum { SEVERAL = 255 };      /* tones on one letter */
enum { VOWELS_END = 0x200 }; /* above all vowels of Vietnamese; so many letters has each tone */

/* One syllable in UTF-8, as it is compared: with its marks, and without. */
typedef struct {
    char term[MAX_TERM * LONGEST_LETTER], folded[MAX_TERM * LONGEST_LETTER];
    size_t term_size, folded_size;
    int is_number, is_marked;
} Syllable;

/* Which of the tokens are plain. */
void find_plain(const Spelling *spelling, const uint32_t *letters, Ends ends, int64_t count,
                uint8_t *plain)
{
    for (int64_t i = 0; i < count; i++) {
        int64_t at = ends[i];
        plain[i] = ends[i + 1] - at <= MAX_TERM;
        for (; plain[i] && at < ends[i + 1]; at++)
            plain[i] = letters[at] < spelling->letter_count
                    && (spelling->letters[letters[at]].kinds & PLAIN);
    }
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

/* Writes letters in UTF-8; returns how many bytes these are. */
static size_t encode(const uint16_t *letters, int count, char *out)
{
    char *begin = out;
    for (int i = 0; i < count; i++) {
        uint16_t letter = letters[i];
        if (letter < 0x80) {
            *out++ = (char)letter;
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
    syllable->term_size = encode(term, count, syllable->term);
    syllable->folded_size = encode(folded, count, syllable->folded);
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

/* Writes the strings of a syllable, and where each ends in the row that begins at `row`. */
static char *write_strings(const Syllable *s, const char *row, char *out, int64_t *ends)
{
    for (int unmarked = 0; unmarked < 2; unmarked++) {
        if (s->is_number)
            out = write(out, " -", "", 0);
        else if (unmarked && !s->is_marked)
            out = write(out, " ~", s->folded, s->folded_size);
        else
            out = write(out, " ", s->term, s->term_size);
        out = write(out, " =", s->folded, s->folded_size);
        *ends++ = out - row;
    }
    const char *word = s->is_number ? s->folded : s->term;
    size_t size = s->is_number ? s->folded_size : s->term_size;
    out = write(out, " ", word, size);
    *ends++ = out - row;
    out = write(out, "_", word, size);
    *ends = out - row;
    return out;
}

/* Writes the pieces of tokens one after another: of plain ones what is put together here, of the
   rest those that `others` has, one for each. Ends stand behind a 0, which is there. */
void write_pieces(const Spelling *spelling, const uint32_t *letters, Ends ends, int64_t count,
                  const uint8_t *plain, const Pieces *others, const Pieces *out)
{
    char *strings = out->strings;
    uint32_t *codes = out->codes;
    int64_t other = 0;
    for (int64_t i = 0; i < count; i++) {
        int64_t *string_ends = out->string_ends + 1 + i * VARIANTS;
        if (plain[i]) {
            Syllable syllable;
            read_syllable(spelling, letters + ends[i], (int)(ends[i + 1] - ends[i]), &syllable);
            strings = write_strings(&syllable, out->strings, strings, string_ends);
            *codes++ = code_of(spelling, &syllable);
            out->open_lengths[i] = 0;
            out->goes_on[i] = 1;
        } else {
            for (int64_t v = other * VARIANTS; v < (other + 1) * VARIANTS; v++) {
                int64_t begin = others->string_ends[v];
                strings = write(strings, "", others->strings + begin,
                                (size_t)(others->string_ends[v + 1] - begin));
                *string_ends++ = strings - out->strings;
            }
            for (int64_t c = others->code_ends[other]; c < others->code_ends[other + 1]; c++)
                *codes++ = others->codes[c];
            out->open_lengths[i] = others->open_lengths[other];
            out->goes_on[i] = others->goes_on[other++];
        }
        out->code_ends[i + 1] = codes - out->codes;
    }
}
