/* SPDX-License-Identifier: Apache-2.0
 * Whether it may be done, doing it, and noting that it was done. */
#include "args.h"
#include "out_int.h"

const char *const mk_scope_name[4] = { "read", "write", "manage", "own" };

unsigned mk_op_scope(const mk_op *op)
{
    if (op->role == MK_NOBODY) return 0;
    return op->role == MK_OWNER ? MK_MAY_OWN : op->role == MK_MANAGER ? MK_MAY_MANAGE : op->flags & MK_OP_WRITE ? MK_MAY_WRITE : MK_MAY_READ;
}

static const char *role_he(mk_role r)
{
    static const char *const he[] = { "אורח", "צפייה", "מכירות", "ניהול", "בעלות" };
    return he[r <= MK_OWNER ? r : 0];
}

int mk_op_may(mk_cx *cx, const mk_op *op)
{
    unsigned scope = mk_op_scope(op);
    bool en = cx->lang == MK_EN;
    if (cx->role < op->role)
        return en ? mk_fail(cx, MK_EDENIED, "this needs the role %s, yours is %s", mk_role_name(op->role), mk_role_name(cx->role))
                  : mk_fail(cx, MK_EDENIED, "לזה דרושה הרשאת %s, וההרשאה כאן היא %s", role_he(op->role), role_he(cx->role));
    if (scope && !(cx->may & scope)) {
        const char *word = mk_scope_name[scope == 1 ? 0 : scope == 2 ? 1 : scope == 4 ? 2 : 3];
        return en ? mk_fail(cx, MK_EDENIED, "this key lacks the scope %s", word) : mk_fail(cx, MK_EDENIED, "למפתח הזה חסרה הרשאת %s", word);
    }
    return 0;
}

typedef struct call { const mk_op_env *env; const mk_op *op; const mk_args *args; mk_out *out; mk_audit_entry entry; mk_witness outer; bool noted; } call;

static int call_run(mk_cx *cx, void *arg)
{
    call *c = arg;
    MK_TRY(c->op->run(cx, c->env, c->args, c->out));
    return mk_out_end(cx, c->out);
}

/* A change and its note are one transaction; of an operation with several the first holds the note. */
static int seal(mk_cx *cx, mk_db *db, void *self)
{
    call *c = self;
    if (cx->based_on && !cx->based_seen) return mk_fail(cx, MK_EBUG, "%s takes a version and does not look at it", c->op->name);
    if (!c->noted) MK_TRY(mk_audit_append(cx, db, &c->entry, 1));
    c->noted = true;
    return c->outer.seal ? c->outer.seal(cx, db, c->outer.self) : 0;
}

static int note(mk_cx *cx, const mk_op_env *env, const mk_audit_entry *e)
{
    return env->audit ? mk_audit_put(cx, env->audit, env->store, e) : mk_audit_write(cx, env->store, e, 1);
}

static int look(mk_cx *cx, void *arg)
{
    call *c = arg;
    return note(cx, c->env, &c->entry);
}

/* What is taken out of the house is noted before it goes, on the disk. */
static int export(mk_cx *cx, void *arg)
{
    call *c = arg;
    if (c->env->audit) MK_TRY(mk_audit_flush(cx, c->env->audit, c->env->store));
    return mk_audit_write(cx, c->env->store, &c->entry, 1);
}

/* Who works without a server has the file in his own hands, and could read it with any program: where the disk has no room to note it, he is told so and
 * may read, and save it to another disk. A server lets people look while the notes wait in its memory, which has an end, and lets nothing be taken. */
static bool unnoted(mk_cx *cx, const call *c, int rc)
{
    if (rc != MK_EIO || c->env->audit) return false;
    mk_cx_clear(cx);
    mk_out_note(c->out, "%s", MK_SAY(cx, "the disk is full: this could not be noted in the audit log", "הדיסק מלא: לא היה אפשר לרשום את זה ביומן"));
    return true;
}

static void note_denied(mk_cx *cx, const mk_op_env *env, const mk_op *op, const mk_args *args)
{
    char message[sizeof cx->message];
    mk_audit_entry e = mk_audit_of(cx, op->name, op->flags & MK_OP_WRITE ? "change" : "view");
    e.result = "denied";
    e.customer = mk_op_param(op, MK_S("customer")) && args ? mk_arg_int(args, "customer") : 0;
    memcpy(message, cx->message, sizeof message);
    if (env->store) (void)note(cx, env, &e);            /* the answer is no either way */
    mk_fail(cx, MK_EDENIED, "%s", message);
}

int mk_op_allowed(mk_cx *cx, const mk_op_env *env, const mk_op *op)
{
    if (mk_op_may(cx, op) >= 0) return 0;
    note_denied(cx, env, op, NULL);
    return MK_EDENIED;
}

static bool of_one(const mk_op *op, const mk_args *args)
{
    const mk_param *p = mk_op_param(op, MK_S("customer"));
    return p && p->type == MK_P_ID && mk_arg_has(args, "customer");
}

int mk_op_run(mk_cx *cx, const mk_op_env *env, const mk_op *op, const mk_args *args, mk_out *out)
{
    if (mk_op_may(cx, op) < 0) {
        note_denied(cx, env, op, args);
        return MK_EDENIED;
    }
    bool takes = op->flags & MK_OP_TAKES, shows = (op->flags & MK_OP_PERSONAL) && !takes;
    call c = { .env = env, .op = op, .args = args, .out = out, .outer = cx->witness };
    c.entry = mk_audit_of(cx, op->name, takes ? "export" : op->flags & MK_OP_WRITE ? "change" : "view");
    c.entry.customer = of_one(op, args) ? mk_arg_int(args, "customer") : 0;
    if (takes && env->store) {
        int e = mk_cx_guard(cx, export, &c);
        if (e < 0 && !unnoted(cx, &c, e)) return e;
    }
    if (op->flags & MK_OP_WRITE && !takes) cx->witness = (mk_witness){ seal, &c };
    const mk_param *based = mk_op_param(op, MK_S("based-on"));
    cx->based_on = based && based->type == MK_P_ID ? mk_arg_int(args, "based-on") : 0;
    cx->based_seen = false;
    int rc = mk_cx_guard(cx, call_run, &c);
    cx->based_on = 0;
    cx->witness = c.outer;
    mk_out_recover(out, NULL);              /* the recovery point is gone */
    if (rc >= 0 && shows && !(op->flags & MK_OP_WRITE) && env->store) {
        c.entry.rows = (int64_t)mk_out_rows(out);
        int e = mk_cx_guard(cx, look, &c);
        /* the command line looks into the file by itself; another program that writes to it for long does not keep it from that */
        if (e < 0 && !(e == MK_EBUSY && !env->audit) && !unnoted(cx, &c, e)) rc = e;
    }
    return rc;
}
