/* SPDX-License-Identifier: Apache-2.0
 * Completion for bash: one case for each command, its words offered after the longest name that matches. */
#include "args.h"
#include "reference.h"

static size_t words_in(const char *name)
{
    size_t n = 1;
    for (; *name; name++) n += *name == ' ';
    return n;
}

/* What may stand at word `k` behind the first words of `op`; each once. */
static bool first_with_prefix(const mk_op *const *ops, const mk_op *op, size_t n)
{
    for (; *ops != op; ops++)
        if (strncmp((*ops)->name, op->name, n) == 0) return false;
    return true;
}

static void next_words(const mk_op *const *ops, const char *prefix, size_t n, mk_buf *to)
{
    for (const mk_op *const *o = ops; *o; o++) {
        const char *name = (*o)->name;
        if (strncmp(name, prefix, n) != 0 || strlen(name) <= n) continue;
        size_t end = n + strcspn(name + n, " ");
        bool seen = false;
        for (const mk_op *const *p = ops; p != o && !seen; p++)
            seen = strncmp((*p)->name, name, end) == 0 && ((*p)->name[end] == 0 || (*p)->name[end] == ' ');
        if (!seen) mk_buf_printf(to, "%s%.*s", to->n && to->p[to->n - 1] != '"' ? " " : "", (int)(end - n), name + n);
    }
}

static void options(const mk_op *op, mk_buf *to)
{
    for (const mk_param *p = op->params; p->name; p++) {
        if (!mk_param_cli(p)) continue;
        if (!(p->flags & MK_PF_POSITIONAL)) mk_buf_printf(to, " --%s", p->name);
        else if (p->type == MK_P_CHOICE) {
            mk_buf_c(to, ' ');
            for (const char *c = p->choices; *c; c++) mk_buf_c(to, *c == '|' ? ' ' : *c);
        }
    }
}

static void choices(const mk_op *const *ops, mk_buf *to)
{
    for (; *ops; ops++)
        for (const mk_param *p = (*ops)->params; p->name; p++) {
            if (p->type != MK_P_CHOICE || (p->flags & MK_PF_POSITIONAL) || !mk_param_cli(p)) continue;
            mk_buf_printf(to, "        \"%s --%s\") words=\"", (*ops)->name, p->name);
            for (const char *c = p->choices; *c; c++) mk_buf_c(to, *c == '|' ? ' ' : *c);
            mk_buf_printf(to, "\" ;;\n");
        }
}

void mk_completion_bash(const mk_op *const *ops, mk_buf *to)
{
    mk_buf_printf(to, "# bash completion for makir; written by: makir completion bash\n"
                      "_makir() {\n"
                      "    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} w i name='' words=''\n"
                      "    for ((i = 1; i < COMP_CWORD; i++)); do\n"
                      "        w=${COMP_WORDS[i]}\n"
                      "        case $w in\n");
    mk_buf_printf(to, "            ");
    const char *sep = "";
    for (const mk_global *g = mk_globals; g->name; g++)
        if (g->word) { mk_buf_printf(to, "%s--%s", sep, g->name); sep = "|"; }
    mk_buf_printf(to, ") ((i++)) ;;\n            -*) ;;\n"
                      "            *) case \"$name${name:+ }$w\" in\n");
    for (const mk_op *const *o = ops; *o; o++)
        for (size_t k = 1, end = 0; k <= words_in((*o)->name); k++) {
            end += strcspn((*o)->name + end, " ");
            if (first_with_prefix(ops, *o, end)) mk_buf_printf(to, "                \"%.*s\")\n", (int)end, (*o)->name);
            else { end++; continue; }
            mk_buf_printf(to, "                    name=\"$name${name:+ }$w\" ;;\n");
            end++;
        }
    mk_buf_printf(to, "            esac ;;\n        esac\n    done\n    case \"$name $prev\" in\n");
    mk_buf_printf(to, "        *\" --lang\") words=\"he en\" ;;\n        *\" --db\") COMPREPLY=($(compgen -f -- \"$cur\")); return ;;\n");
    choices(ops, to);
    mk_buf_printf(to, "    esac\n    [[ -n $words ]] || case $name in\n        '') words=\"");
    next_words(ops, "", 0, to);
    mk_buf_printf(to, " help\" ;;\n");
    for (const mk_op *const *o = ops; *o; o++) {
        const char *name = (*o)->name;
        size_t noun = strcspn(name, " ");
        if (name[noun] && first_with_prefix(ops, *o, noun + 1) && !mk_op_named((mk_str){ name, noun })) {
            mk_buf_printf(to, "        \"%.*s\") words=\"", (int)noun, name);
            next_words(ops, name, noun + 1, to);
            mk_buf_printf(to, "\" ;;\n");
        }
        mk_buf_printf(to, "        \"%s\") words=\"", name);
        mk_str prefix = mk_arena_printf(to->arena, "%s ", name);
        next_words(ops, prefix.p, prefix.n, to);
        options(*o, to);
        mk_buf_printf(to, "\" ;;\n");
    }
    mk_buf_printf(to, "    esac\n    [[ $cur == -* ]] && words+=\"");
    for (const mk_global *g = mk_globals; g->name; g++) mk_buf_printf(to, " --%s", g->name);
    mk_buf_printf(to, "\"\n    COMPREPLY=($(compgen -W \"$words\" -- \"$cur\"))\n"
                      "    [[ ${#COMPREPLY[@]} -gt 0 ]] || COMPREPLY=($(compgen -f -- \"$cur\"))\n}\n"
                      "complete -o filenames -F _makir makir\n");
}
