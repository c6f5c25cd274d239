/* Tokens and their labels: pyvi's features of a whole sequence, and the best path.

   Let d be the score of the best path to label B at a token minus that of the best path to I. Then
   d(t) = delta(t) + f(d(t-1)), where delta is the token's own score difference and

       f(d) = max(d + BB, IB) - max(d + BI, II)

   is constant above the higher and below the lower of two thresholds. With pyvi's weights f moves
   within 0.39, so for nearly every token delta alone tells on which side of both thresholds d
   lies, and that decides its label, whatever follows: no rounding error is handed on. */

#include "kernel.h"
#include <math.h>

enum { PAIR = 1, HEAD = 2, TAIL = 4 };       /* marks (analyzers/segmenter/word_pairs.py) */
enum { IF_B = 1, IF_I = 2, ALWAYS = 3 };     /* when a token is labelled I: by the next label */

typedef struct {
    const uint8_t *marks;
    const int64_t *triples; /* ascending */
    int64_t triple_count, width;
    double pair_behind, pair_ahead, triple_behind, triple_ahead;
} Model;

/* Scores of neighbouring labels (transitions); bi is that of label I after label B. */
typedef struct {
    double bb, bi, ib, ii;
} Moves;

/* Not fmax and fmin, which are functions of a library (libm) that would have to be linked to. */
static double larger(double a, double b) { return a > b ? a : b; }

static double smaller(double a, double b) { return a < b ? a : b; }

/* How many tokens the chunks with these numbers have. */
int64_t count_tokens(Ends part_ends, const int32_t *numbers, int64_t count)
{
    int64_t found = 0;
    for (int64_t i = 0; i < count; i++)
        found += part_ends[numbers[i] + 1] - part_ends[numbers[i]];
    return found;
}

/* These tokens, and where they start. `parts`, `offsets`: of all chunks, the numbers of their
   tokens and the places of these in the chunk. */
void read_tokens(Ends part_ends, const int32_t *parts, const int32_t *offsets,
                 const int32_t *numbers, const int32_t *starts, int64_t count, int32_t *tokens,
                 int32_t *token_starts)
{
    for (int64_t i = 0; i < count; i++)
        for (int64_t part = part_ends[numbers[i]]; part < part_ends[numbers[i] + 1]; part++) {
            *tokens++ = parts[part];
            *token_starts++ = starts[i] + offsets[part];
        }
}

static int is_triple(const Model *model, int64_t key)
{
    /* No key is negative. */
    return place_in((const uint64_t *)model->triples, model->triple_count, (uint64_t)key) >= 0;
}

/* Scores of label B minus those of I, transitions aside, of tokens of which the first and the last
   are boundaries. */
void scores(const Model *model, const Row *rows, const int32_t *tokens, int64_t count,
            double *delta)
{
    const Row *before = rows + tokens[0], *here = rows + tokens[1];
    uint8_t marks_before = 0;
    int triple = 0, triple_before = 0; /* whether one began a token before, and two before */
    delta[0] = delta[count - 1] = INFINITY;
    for (int64_t t = 1; t < count - 1; t++) {
        const Row *after = rows + tokens[t + 1];
        int64_t pair = here->left + (int64_t)after->right;
        uint8_t marks = model->marks[pair];
        double score = here->own + before->as_previous + after->as_next;
        if (marks_before & PAIR)
            score += model->pair_behind;
        if (marks & PAIR)
            score += model->pair_ahead;
        if (triple_before)
            score += model->triple_behind;
        triple_before = triple;
        triple = 0;
        if ((marks & HEAD) && t + 2 < count) {
            int64_t third = rows[tokens[t + 2]].right;
            triple = (model->marks[after->left + third] & TAIL)
                && is_triple(model, pair * model->width + third);
            if (triple)
                score += model->triple_ahead;
        }
        delta[t] = score;
        marks_before = marks;
        before = here;
        here = after;
    }
}

/* f above: what the difference d at a token adds to the difference at the next. */
static double carried(const Moves *move, double d)
{
    return larger(d + move->bb, move->ib) - larger(d + move->bi, move->ii);
}

/* Whether the best label of each token is I. `delta`: infinite at boundaries, of which the first
   and the last are two. Returns 0 where a decision hangs on less than `tolerance`, times the length
   of the run of tokens before it that are not told by delta alone. */
int64_t label(const Moves *move, const double *delta, int64_t count, double tolerance,
              uint8_t *inside)
{
    double to_b = move->ib - move->bb; /* from here on the best way to a following B is from B */
    double to_i = move->ii - move->bi; /* from here on the best way to a following I is from B */
    double above = move->bb - move->bi, below = move->ib - move->ii;
    double surely_b = larger(to_b, to_i) - smaller(above, below) + tolerance;
    double surely_i = smaller(to_b, to_i) - larger(above, below) - tolerance;
    double d = 0;
    int64_t run = 0; /* of tokens that are not told by delta alone */
    inside[0] = inside[count - 1] = 0;
    for (int64_t t = 1; t < count - 1; t++) {
        int opens = isinf(delta[t - 1]), closes = isinf(delta[t + 1]);
        int is_sure = !(opens || closes) && (delta[t] >= surely_b || delta[t] < surely_i);
        if (is_sure || isinf(delta[t])) {
            inside[t] = delta[t] < surely_i ? ALWAYS : 0;
            run = 0;
            continue;
        }
        double carry = opens ? 0 : run ? carried(move, d) : inside[t - 1] ? below : above;
        run = opens ? 1 : run + 1;
        d = delta[t] + carry;
        double first = closes ? 0 : to_b, second = closes ? 0 : to_i;
        double doubt = tolerance * (double)run;
        if (fabs(d - first) <= doubt || fabs(d - second) <= doubt)
            return 0;
        inside[t] = (d < first ? IF_B : 0) | (d < second ? IF_I : 0);
    }
    for (int64_t t = count - 2; t > 0; t--)
        inside[t] = (inside[t] & (inside[t + 1] ? IF_I : IF_B)) != 0;
    return 1;
}

/* pyvi's rule of output: a token labelled I is joined to the token before it only where both may be
   joined, and not where it alone is in title case. */
void join(const Row *rows, const int32_t *tokens, int64_t count, uint8_t *inside)
{
    for (int64_t t = 1; t < count; t++) {
        uint8_t before = rows[tokens[t - 1]].flags, here = rows[tokens[t]].flags;
        int are_joinable = before & here & JOINABLE, begins_name = here & ~before & TITLE;
        inside[t] = inside[t] && are_joinable && !begins_name;
    }
}
