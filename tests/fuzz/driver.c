/* SPDX-License-Identifier: Apache-2.0
 * Runs a fuzz target where libFuzzer is not: the seeds, and then a fixed sequence of mutations of them, the same on every machine.
 *     text_amount            20,000 inputs
 *     text_amount 500000     as many as that
 *     text_amount FOLDER     writes the seeds there, as a corpus for libFuzzer
 * When the target dies, the input is written to stderr in hexadecimal. */
#include <signal.h>
#include <unistd.h>
#include "fuzz.h"
#include "rng.h"

enum { SIZE_MOST = 4096, RUNS = 20000 };

static unsigned char input[SIZE_MOST];
static size_t input_n;

static void dying(int sig)
{
    static const char hex[] = "0123456789abcdef";
    static const char head[] = "input: ";
    (void)!write(2, head, sizeof head - 1);
    for (size_t i = 0; i < input_n; i++) {
        char two[2] = { hex[input[i] >> 4], hex[input[i] & 15] };
        (void)!write(2, two, 2);
    }
    (void)!write(2, "\n", 1);
    signal(sig, SIG_DFL);
    raise(sig);
}

static void run(void)
{
    /* exactly as long as it is, so that a sanitizer sees a read beyond its end */
    uint8_t *exact = malloc(input_n ? input_n : 1);
    if (!exact) abort();
    memcpy(exact, input, input_n);
    LLVMFuzzerTestOneInput(exact, input_n);
    free(exact);
}

static void set(mk_str s)
{
    input_n = s.n < SIZE_MOST ? s.n : SIZE_MOST;
    memcpy(input, s.p, input_n);
}

static void insert(size_t at, const void *p, size_t n)
{
    if (n > SIZE_MOST - input_n) n = SIZE_MOST - input_n;
    memmove(input + at + n, input + at, input_n - at);
    memcpy(input + at, p, n);
    input_n += n;
}

static void mutate(mk_rng *r, mk_str other)
{
    static const unsigned char odd[] = { 0, 1, 9, 10, 13, ' ', '"', '\'', ',', '-', '.', '/', '0', '9', '<', '@', 0x7f, 0x80, 0xd7, 0xe0, 0xf0, 0xfe, 0xff };
    size_t at = input_n ? mk_rng_below(r, input_n) : 0, n;
    unsigned char some[16];
    switch (mk_rng_below(r, 7)) {
    case 0: if (input_n) input[at] ^= (unsigned char)(1u << mk_rng_below(r, 8)); break;
    case 1: if (input_n) input[at] = odd[mk_rng_below(r, sizeof odd)]; break;
    case 2:                                                         /* takes a part out */
        n = mk_rng_below(r, input_n - at + 1);
        memmove(input + at, input + at + n, input_n - at - n);
        input_n -= n;
        break;
    case 3:                                                         /* says a part twice */
        n = mk_rng_below(r, (input_n - at < 16 ? input_n - at : 16) + 1);
        memcpy(some, input + at, n);
        insert(at, some, n);
        break;
    case 4: some[0] = odd[mk_rng_below(r, sizeof odd)]; insert(at, some, 1); break;
    case 5: some[0] = (unsigned char)mk_rng_next(r); insert(at, some, 1); break;
    default:                                                        /* a part of another seed */
        if (other.n) {
            size_t from = mk_rng_below(r, other.n);
            insert(at, other.p + from, mk_rng_below(r, other.n - from) + 1);
        }
        break;
    }
}

static int write_seeds(const char *dir)
{
    for (size_t i = 0; mk_fuzz_seeds[i].p; i++) {
        char path[512];
        snprintf(path, sizeof path, "%s/seed-%03zu", dir, i);
        FILE *f = fopen(path, "wb");
        if (!f || fwrite(mk_fuzz_seeds[i].p, 1, mk_fuzz_seeds[i].n, f) != mk_fuzz_seeds[i].n || fclose(f) != 0) {
            perror(path);
            return 1;
        }
    }
    return 0;
}

int main(int argc, char **argv)
{
    int64_t runs = RUNS;
    if (argc > 1 && !mk_str_int(mk_str_of(argv[1]), &runs)) return write_seeds(argv[1]);
    signal(SIGABRT, dying);
    signal(SIGSEGV, dying);
    size_t seeds = 0;
    for (; mk_fuzz_seeds[seeds].p; seeds++) {
        set(mk_fuzz_seeds[seeds]);
        run();
    }
    mk_rng r = mk_rng_seed(20260101);
    for (int64_t i = 0; i < runs; i++) {
        set(seeds ? mk_fuzz_seeds[mk_rng_below(&r, seeds)] : (mk_str){ "", 0 });
        for (size_t k = mk_rng_below(&r, 8) + 1; k--; ) mutate(&r, seeds ? mk_fuzz_seeds[mk_rng_below(&r, seeds)] : (mk_str){ "", 0 });
        run();
    }
    printf("%zu seeds and %lld mutations\n", seeds, (long long)runs);
    return 0;
}
