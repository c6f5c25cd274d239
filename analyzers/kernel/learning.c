/* Learning chunks that are met for the first time: cutting them into pyvi's tokens, and scoring
   these. It is done here for chunks of words, numbers and marks, like `(tạp-chí,` and `1.500,25%`;
   analyzers/segmenter/vocabulary.py learns all others, as those with an address. */

#include "kernel.h"
#include <string.h>

/* The scores of the words that the model knows, and what else adds to a token's
   (analyzers/segmenter/model.py). */
typedef struct {
    const Row *rows; /* of the words, by their numbers */
    double bias, digit;
    double upper[3], title[3]; /* own, as_previous, as_next */
} Words;

/* Of each chunk its tokens, and their places in it; and the rows of all tokens. Behind all stands
   room for more. */
typedef struct {
    int64_t *part_ends;
    int32_t *parts, *offsets;
    Row *rows;
} Learnt;

static int kinds_of(const Spelling *spelling, uint32_t letter)
{
    return letter < spelling->letter_count ? spelling->letters[letter].kinds : 0;
}

/* Whether pyvi takes the point behind a word to it, as in `TP.` and `ThS.`. */
static int is_short(const uint32_t *word, int64_t size)
{
    static const char *const names[] = {"Tp", "Mr", "Mrs", "Ms", "Dr", "ThS"};
    int64_t same = 0;
    while (same < size
           && ((word[same] >= 'A' && word[same] <= 'Z') || word[same] == 0x110 /* Đ */))
        same++;
    if (same == size)
        return 1;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        for (same = 0; same < size && word[same] == (uint32_t)names[i][same]; same++)
            ;
        if (same == size && !names[i][same])
            return 1;
    }
    return 0;
}

static int64_t digits_end(const Spelling *spelling, const uint32_t *chunk, int64_t at,
                          int64_t size)
{
    while (at < size && kinds_of(spelling, chunk[at]) & DECIMAL)
        at++;
    return at;
}

/* Where a number of several parts ends that begins here, as `1.500,25`; where it begins, if there is
   none. */
static int64_t number_end(const Spelling *spelling, const uint32_t *chunk, int64_t begin,
                          int64_t size)
{
    int64_t at = digits_end(spelling, chunk, begin, size), end = begin;
    while (at > begin && at < size && (chunk[at] == '.' || chunk[at] == ',')) {
        int64_t next = digits_end(spelling, chunk, at + 1, size);
        if (next == at + 1)
            break;
        end = at = next;
    }
    return end;
}

/* Where the token ends that begins here (analyzers/segmenter/tokenizer.py); -1 where it may be one
   that is not cut here: with letters that are not plain, with marks as in an address. */
static int64_t token_end(const Spelling *spelling, const uint32_t *chunk, int64_t begin,
                         int64_t size)
{
    int64_t end = number_end(spelling, chunk, begin, size);
    if (end > begin)
        return end;
    while (end < size && kinds_of(spelling, chunk[end]) & PLAIN)
        end++;
    if (end > begin)
        return end + (end < size && chunk[end] == '.' && is_short(chunk + begin, end - begin));
    if (!(kinds_of(spelling, chunk[begin]) & MARK))
        return -1;
    uint32_t next = begin + 1 < size ? chunk[begin + 1] : 0;
    if (chunk[begin] == ':' && next == '/')
        return -1;
    int are_points = chunk[begin] == '.' && next == '.' && begin + 2 < size
        && chunk[begin + 2] == '.';
    return begin + (are_points ? 3 : 1);
}

/* Whether all tokens of a chunk are cut here. */
static int is_simple(const Spelling *spelling, const uint32_t *chunk, int64_t size)
{
    for (int64_t at = 0, end; at < size; at = end) {
        end = token_end(spelling, chunk, at, size);
        if (end < 0 || end - at > MAX_TERM)
            return 0;
    }
    return 1;
}

/* As Python's str.isupper and str.istitle, by the kinds of the letters. */
static int is_upper(const uint8_t *kinds, int64_t size)
{
    int cased = 0;
    for (int64_t i = 0; i < size; i++) {
        if (kinds[i] & (SMALL | TITLECASE))
            return 0;
        cased |= kinds[i] & CAPITAL;
    }
    return cased != 0;
}

static int is_title(const uint8_t *kinds, int64_t size)
{
    int cased = 0, before = 0;
    for (int64_t i = 0; i < size; i++) {
        int capital = (kinds[i] & (CAPITAL | TITLECASE)) != 0;
        int here = capital || (kinds[i] & SMALL);
        if (here && capital == before)
            return 0;
        before = here;
        cased |= here;
    }
    return cased;
}

static int is_digits(const uint8_t *kinds, int64_t size)
{
    for (int64_t i = 0; i < size; i++)
        if (!(kinds[i] & DIGIT))
            return 0;
    return 1;
}

static void add(Row *row, const double *scores)
{
    row->own += scores[0];
    row->as_previous += scores[1];
    row->as_next += scores[2];
}

/* The row of a token that begins with a plain letter; sums in the order in which model.py adds
   up. */
static Row row_of(const Spelling *spelling, const Words *words, const Table *table,
                  const Chunks *known, const uint32_t *token, int64_t size)
{
    uint32_t lower[MAX_TERM] = {0};
    uint8_t kinds[MAX_TERM];
    for (int64_t i = 0; i < size; i++) {
        kinds[i] = spelling->letters[token[i]].kinds;
        lower[i] = kinds[i] & MARK ? token[i] : spelling->letters[token[i]].lower;
    }
    int32_t number = number_of(table, known, lower, size);
    Row row;
    memset(&row, 0, sizeof row);
    if (number != UNKNOWN)
        row = words->rows[number];
    if (is_upper(kinds, size))
        add(&row, words->upper);
    if (is_title(kinds, size))
        add(&row, words->title);
    row.own += words->bias + is_digits(kinds, size) * words->digit;
    row.flags = (uint8_t)((kinds[0] & DIGIT ? 0 : JOINABLE)
                          | (kinds[0] & (CAPITAL | TITLECASE) ? TITLE : 0));
    return row;
}

/* Puts a chunk or token behind the others; returns its number. */
static int32_t append(const Table *table, Chunks *known, const uint32_t *letters, int64_t size)
{
    int32_t number = (int32_t)known->count++;
    int64_t begin = known->ends[number];
    memcpy(known->letters + begin, letters, (size_t)size * sizeof *letters);
    known->ends[number + 1] = begin + size;
    put_one(table, known->base, letters, size, number);
    return number;
}

/* Learns chunks of a text, given by where they start and end, and tells their numbers; UNKNOWN are
   those that are not simple, or have a mark that was never met. What is learnt is put behind what
   is known, where there must be room for it, and counted in `chunks` and `tokens`. */
void learn(const Spelling *spelling, const Words *words, const Table *word_table,
           const Chunks *known_words, const Table *chunk_table, Chunks *chunks,
           const Table *token_table, Chunks *tokens, const Learnt *learnt, const uint32_t *text,
           const int32_t *starts, const int32_t *ends, int64_t count, int32_t *numbers)
{
    for (int64_t i = 0; i < count; i++) {
        const uint32_t *chunk = text + starts[i];
        int64_t size = ends[i] - starts[i];
        numbers[i] = number_of(chunk_table, chunks, chunk, size);
        if (numbers[i] != UNKNOWN || !is_simple(spelling, chunk, size))
            continue;
        int64_t part = learnt->part_ends[chunks->count];
        for (int64_t at = 0, end; at < size; at = end) {
            end = token_end(spelling, chunk, at, size);
            int32_t token = number_of(token_table, tokens, chunk + at, end - at);
            if (token == UNKNOWN && kinds_of(spelling, chunk[at]) & MARK)
                break;
            if (token == UNKNOWN) {
                Row row = row_of(spelling, words, word_table, known_words, chunk + at, end - at);
                token = append(token_table, tokens, chunk + at, end - at);
                learnt->rows[token] = row;
            }
            learnt->parts[part] = token;
            learnt->offsets[part++] = (int32_t)at;
            if (end == size) {
                numbers[i] = append(chunk_table, chunks, chunk, size);
                learnt->part_ends[numbers[i] + 1] = part;
            }
        }
    }
}
