/* The scan in C: the same gates as engine/scan.py, over flat tables (rulebook/tables.py) and one board a comment.
 *
 * `Scanner` holds the tables of one rulebook; `Scanner.possible(shown, known)` returns the state of one comment. All tables
 * are arrays of unsigned 32-bit integers in the machine's order; offsets count such integers. 0 means "nothing" in the
 * tables of offsets, so the first integer of `code` is not used. Nothing here allocates more than the tables tell.
 */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

typedef uint32_t u32;

#if defined(__GNUC__) || defined(__clang__)
#define FETCH(address) __builtin_prefetch(address)
#else
#define FETCH(address) ((void)0)
#endif

enum { QUICK = 3, LISTED = 1 + QUICK }; /* of rulebook/tables.py: ids beside the number of a gate in a list, and what it takes there */

typedef struct Board {     /* room for one comment at a time; what was written in an earlier turn counts as not written */
    struct Board *next;
    uint16_t turn;
    uint16_t states[];
} Board;

typedef struct {
    PyObject_HEAD
    PyObject *kept;        /* the bytes objects behind the arrays */
    Board *spare;          /* boards that no comment uses; all of this runs under the lock of the interpreter */
    const u32 *code;
    const u32 *gates;      /* gate number -> offset of its record */
    const u32 *choices;    /* choice number -> offset of its record */
    const u32 *ways;       /* concept -> offset of its ways, 0 for concepts that are no patterns */
    const u32 *leaves;     /* concept -> offset of the need that shows it */
    const u32 *indexes[3]; /* concept -> offset of the patterns looked up by it */
    u32 n_gates, n_choices, n_ids;
} Scanner;

typedef struct {
    PyObject_HEAD
    Scanner *scanner;
    PyObject *ids;         /* a set of what is listed, once it was asked for */
    u32 *list;             /* what the comment shows, `listed` ids, each once */
    Py_ssize_t listed;
    Board *board;
    uint16_t turn;         /* of the board */
    uint16_t *shown;       /* `turn` for each id that the comment shows, and for one more */
    uint16_t *memo;        /* a choice: `turn` while it is known to be closed, `turn` + 1 to be open */
    uint16_t *tried;       /* the same a gate */
} Possible;

static int choice_open(Possible *self, u32 number);

static inline int met(const Possible *self, const u32 *need) {
    const uint16_t *shown = self->shown, turn = self->turn;
    for (u32 n = need[0], i = 1; i <= n; i++)
        if (shown[need[i]] == turn) return 1;
    return 0;
}

/* The record of a gate: count of must, must..., count of some, offsets of needs..., count of choices, numbers of choices... */
static int all_met(Possible *self, const u32 *at) {
    for (u32 n = *at++; n; n--)
        if (self->shown[*at++] != self->turn) return 0;
    for (u32 n = *at++; n; n--)
        if (!met(self, self->scanner->code + *at++)) return 0;
    for (u32 n = *at++; n; n--)
        if (!choice_open(self, *at++)) return 0;
    return 1;
}

/* A gate; many patterns are looked up by several words that a comment shows. */
static int gate_open(Possible *self, u32 number) {
    const uint16_t known = self->tried[number] - self->turn;
    if (known < 2) return known;
    const int open = all_met(self, self->scanner->code + self->scanner->gates[number]);
    self->tried[number] = self->turn + open;
    return open;
}

/* A gate as it stands in a list: its number, and `QUICK` ids of which the comment must show one. */
static inline int at_a_glance(const Possible *self, const u32 *at) {
    const uint16_t *shown = self->shown, turn = self->turn;
    return (shown[at[1]] == turn) | (shown[at[2]] == turn) | (shown[at[3]] == turn);
}

static inline int gate_at(Possible *self, const u32 *at) { return at_a_glance(self, at) && gate_open(self, at[0]); }

/* A choice: offset of the need that opens it at once, count of ways, their gates as above... The rules hold no circles. */
static int choice_open(Possible *self, u32 number) {
    const uint16_t known = self->memo[number] - self->turn;
    if (known < 2) return known;
    const u32 *at = self->scanner->code + self->scanner->choices[number];
    int open = met(self, self->scanner->code + *at++);
    for (u32 n = *at++; n && !open; n--, at += LISTED)
        open = gate_at(self, at);
    self->memo[number] = self->turn + open;
    return open;
}

static int by_number(const void *a, const void *b) {
    u32 x = *(const u32 *)a, y = *(const u32 *)b;
    return x < y ? -1 : x > y;
}

static PyObject *numbers(u32 *found, Py_ssize_t count) {
    qsort(found, count, sizeof(u32), by_number);
    PyObject *list = PyList_New(0);
    for (Py_ssize_t i = 0; list && i < count; i++) {
        if (i && found[i] == found[i - 1]) continue;
        PyObject *number = PyLong_FromUnsignedLong(found[i]);
        if (!number || PyList_Append(list, number) < 0) Py_CLEAR(list);
        Py_XDECREF(number);
    }
    return list;
}

/* candidates(which): the numbers of the patterns of an index (0 rules, 1 cues of contexts, 2 alerts) that could match. */
static PyObject *candidates(Possible *self, PyObject *argument) {
    long which = PyLong_AsLong(argument);
    if (which == -1 && PyErr_Occurred()) return NULL;
    if (which < 0 || which > 2) return PyErr_Format(PyExc_ValueError, "no index %ld", which);
    const Scanner *scanner = self->scanner;
    const u32 *code = scanner->code, *index = scanner->indexes[which];
    Py_ssize_t room = 0, count = 0, open = 0;
    for (Py_ssize_t i = 0; i < self->listed; i++)
        if (index[self->list[i]]) room += code[index[self->list[i]]];
    u32 *found = PyMem_Malloc((2 * room + 1) * sizeof(u32));
    if (!found) return PyErr_NoMemory();
    /* Three rounds, so that the memory of one gate is on its way while others are looked at. */
    u32 *gates = found + room;
    for (Py_ssize_t i = 0; i < self->listed; i++) {
        const u32 offset = index[self->list[i]];
        if (!offset) continue;
        const u32 *at = code + offset;
        for (u32 n = *at++; n; n--, at += 1 + LISTED) {
            if (!at_a_glance(self, at + 1)) continue;
            FETCH(scanner->gates + at[1]);
            found[count] = at[0];
            gates[count++] = at[1];
        }
    }
    for (Py_ssize_t i = 0; i < count; i++) FETCH(code + scanner->gates[gates[i]]);
    for (Py_ssize_t i = 0; i < count; i++)
        if (gate_open(self, gates[i])) found[open++] = found[i];
    PyObject *list = numbers(found, open);
    PyMem_Free(found);
    return list;
}

static int concept_number(Possible *self, PyObject *argument, u32 *number) {
    unsigned long value = PyLong_AsUnsignedLong(argument);
    if (value == (unsigned long)-1 && PyErr_Occurred()) return -1;
    if (value >= self->scanner->n_ids) { PyErr_Format(PyExc_IndexError, "no concept %lu", value); return -1; }
    *number = (u32)value;
    return 0;
}

/* Whether a concept could be marked. */
static int could_be(Possible *self, u32 number) {
    u32 leaf = self->scanner->leaves[number];
    return leaf ? met(self, self->scanner->code + leaf) : choice_open(self, number);
}

/* ways(concept): the numbers of the patterns of a pattern concept that could match, in order. */
static PyObject *ways(Possible *self, PyObject *argument) {
    u32 concept;
    if (concept_number(self, argument, &concept) < 0) return NULL;
    const u32 *at = self->scanner->code + self->scanner->ways[concept];
    PyObject *list = PyList_New(0);
    if (!self->scanner->ways[concept]) return list;
    for (u32 n = *at++, i = 0; list && i < n; i++, at += LISTED) {
        if (!gate_at(self, at)) continue;
        PyObject *number = PyLong_FromUnsignedLong(i);
        if (!number || PyList_Append(list, number) < 0) Py_CLEAR(list);
        Py_XDECREF(number);
    }
    return list;
}

static PyObject *concept(Possible *self, PyObject *argument) {
    u32 number;
    if (concept_number(self, argument, &number) < 0) return NULL;
    return PyBool_FromLong(could_be(self, number));
}

/* among(concepts): those of a tuple of concepts that could be marked, in order. */
static PyObject *among(Possible *self, PyObject *concepts) {
    if (!PyTuple_Check(concepts)) return PyErr_Format(PyExc_TypeError, "among(tuple of concepts)");
    PyObject *made = PyList_New(0);
    for (Py_ssize_t i = 0; made && i < PyTuple_GET_SIZE(concepts); i++) {
        u32 number;
        PyObject *asked = PyTuple_GET_ITEM(concepts, i);
        if (concept_number(self, asked, &number) < 0) {
            Py_CLEAR(made);
            break;
        }
        if (could_be(self, number) && PyList_Append(made, asked) < 0) Py_CLEAR(made);
    }
    return made;
}

/* opens(number): whether the pattern with the gate of this number could match. */
static PyObject *opens(Possible *self, PyObject *argument) {
    unsigned long number = PyLong_AsUnsignedLong(argument);
    if (number == (unsigned long)-1 && PyErr_Occurred()) return NULL;
    if (number >= self->scanner->n_gates) return PyErr_Format(PyExc_IndexError, "no gate %lu", number);
    return PyBool_FromLong(gate_open(self, (u32)number));
}

static PyObject *shown_ids(Possible *self, void *closure) {
    (void)closure;
    if (!self->ids) {
        PyObject *ids = PyFrozenSet_New(NULL);
        for (Py_ssize_t i = 0; ids && i < self->listed; i++) {
            PyObject *number = PyLong_FromUnsignedLong(self->list[i]);
            if (!number || PySet_Add(ids, number) < 0) Py_CLEAR(ids);
            Py_XDECREF(number);
        }
        if (!ids) return NULL;
        Py_XSETREF(self->ids, ids);
    }
    return Py_NewRef(self->ids);
}

/* shows(concept): whether the comment shows it. */
static PyObject *shows(Possible *self, PyObject *argument) {
    u32 concept;
    if (concept_number(self, argument, &concept) < 0) return NULL;
    return PyBool_FromLong(self->shown[concept] == self->turn);
}

static Board *board_for(Scanner *scanner) {
    Board *board = scanner->spare;
    const size_t states = (size_t)scanner->n_ids + 1 + scanner->n_choices + scanner->n_gates;
    if (!board) {
        board = PyMem_Calloc(1, sizeof(Board) + states * sizeof(uint16_t));
        if (!board) return (Board *)PyErr_NoMemory();
    } else {
        scanner->spare = board->next;
    }
    if (board->turn > UINT16_MAX - 4) {
        memset(board->states, 0, states * sizeof(uint16_t));
        board->turn = 0;
    }
    board->turn += 2;
    return board;
}

static void possible_dealloc(Possible *self) {
    PyMem_Free(self->list);
    Py_XDECREF(self->ids);
    if (self->board) {
        self->board->next = self->scanner->spare;
        self->scanner->spare = self->board;
    }
    Py_XDECREF(self->scanner);
    Py_TYPE(self)->tp_free((PyObject *)self);
}

static PyMethodDef possible_methods[] = {
    {"candidates", (PyCFunction)candidates, METH_O, "The numbers of the patterns of an index that could match, in order."},
    {"ways", (PyCFunction)ways, METH_O, "The numbers of the patterns of a pattern concept that could match, in order."},
    {"concept", (PyCFunction)concept, METH_O, "Whether a concept could be marked."},
    {"among", (PyCFunction)among, METH_O, "Those of a tuple of concepts that could be marked, in order."},
    {"opens", (PyCFunction)opens, METH_O, "Whether the pattern with the gate of this number could match."},
    {"shows", (PyCFunction)shows, METH_O, "Whether the comment shows a concept."},
    {NULL, NULL, 0, NULL},
};

static PyGetSetDef possible_attributes[] = {
    {"ids", (getter)shown_ids, NULL, "What the comment shows.", NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

static PyTypeObject PossibleType = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "npguidelines.engine._scan.Possible",
    .tp_doc = "Whether patterns could match one comment if place did not matter.",
    .tp_basicsize = sizeof(Possible),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION,
    .tp_dealloc = (destructor)possible_dealloc,
    .tp_methods = possible_methods,
    .tp_getset = possible_attributes,
};

/* Mark the pattern concepts of an iterable as open; -1 for an error. */
static int hold_open(Possible *self, PyObject *known) {
    PyObject *iterator = PyObject_GetIter(known), *item;
    if (!iterator) return -1;
    while ((item = PyIter_Next(iterator))) {
        const unsigned long id = PyLong_AsUnsignedLong(item);
        Py_DECREF(item);
        if (id == (unsigned long)-1 && PyErr_Occurred()) break;
        if (id >= self->scanner->n_choices) { PyErr_Format(PyExc_IndexError, "no concept %lu", id); break; }
        self->memo[id] = self->turn + 1;
    }
    Py_DECREF(iterator);
    return PyErr_Occurred() ? -1 : 0;
}

/* Mark and list the concepts that a comment shows, each once; -1 for an error. */
static int show(Possible *self, const u32 *ids, Py_ssize_t count) {
    const uint16_t turn = self->turn;
    for (Py_ssize_t i = 0; i < count; i++) {
        if (ids[i] >= self->scanner->n_ids) {
            PyErr_Format(PyExc_IndexError, "no concept %lu", (unsigned long)ids[i]);
            return -1;
        }
        if (self->shown[ids[i]] == turn) continue;
        self->shown[ids[i]] = turn;
        self->list[self->listed++] = ids[i];
    }
    return 0;
}

/* possible(shown, known): the state of a comment that shows the concepts of `shown` (text/ids.py, `packed_ids`); `known` are pattern concepts taken for present. */
static PyObject *scanner_possible(Scanner *self, PyObject *const *arguments, Py_ssize_t count) {
    if (count != 2 || !PyBytes_Check(arguments[0])) return PyErr_Format(PyExc_TypeError, "possible(packed ids, known)");
    const Py_ssize_t shown = PyBytes_GET_SIZE(arguments[0]) / (Py_ssize_t)sizeof(u32);
    Possible *made = PyObject_New(Possible, &PossibleType);
    if (!made) return NULL;
    made->scanner = (Scanner *)Py_NewRef(self);
    made->ids = NULL;
    made->listed = 0;
    made->board = NULL;
    made->list = PyMem_Malloc((shown + 1) * sizeof(u32));
    if (!made->list) PyErr_NoMemory();
    else made->board = board_for(self);
    if (!made->board) {
        Py_DECREF(made);
        return NULL;
    }
    made->turn = made->board->turn;
    made->shown = made->board->states;
    made->memo = made->shown + self->n_ids + 1;
    made->tried = made->memo + self->n_choices;
    made->shown[self->n_ids] = made->turn;
    if (show(made, (const u32 *)PyBytes_AS_STRING(arguments[0]), shown) < 0 || hold_open(made, arguments[1]) < 0) {
        Py_DECREF(made);
        return NULL;
    }
    return (PyObject *)made;
}

static void drop_boards(Scanner *self) {
    while (self->spare) {
        Board *board = self->spare;
        self->spare = board->next;
        PyMem_Free(board);
    }
}

static int scanner_init(Scanner *self, PyObject *arguments, PyObject *keywords) {
    (void)keywords;
    Py_buffer b[8];
    if (!PyArg_ParseTuple(arguments, "y*y*y*y*y*y*y*y*", &b[0], &b[1], &b[2], &b[3], &b[4], &b[5], &b[6], &b[7])) return -1;
    drop_boards(self); /* of other tables */
    self->code = b[0].buf;
    self->gates = b[1].buf;
    self->choices = b[2].buf;
    self->ways = b[3].buf;
    self->leaves = b[4].buf;
    for (int i = 0; i < 3; i++) self->indexes[i] = b[5 + i].buf;
    self->n_gates = (u32)(b[1].len / sizeof(u32));
    self->n_choices = (u32)(b[2].len / sizeof(u32));
    self->n_ids = (u32)(b[4].len / sizeof(u32));
    for (int i = 0; i < 8; i++) PyBuffer_Release(&b[i]); /* `kept` keeps the bytes objects */
    Py_XSETREF(self->kept, Py_NewRef(arguments));
    return 0;
}

static void scanner_dealloc(Scanner *self) {
    drop_boards(self);
    Py_XDECREF(self->kept);
    Py_TYPE(self)->tp_free((PyObject *)self);
}

static PyMethodDef scanner_methods[] = {
    {"possible", (PyCFunction)(void (*)(void))scanner_possible, METH_FASTCALL, "The state of a comment that shows these concepts."},
    {NULL, NULL, 0, NULL},
};

static PyTypeObject ScannerType = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "npguidelines.engine._scan.Scanner",
    .tp_doc = "The gates of one rulebook as flat tables.",
    .tp_basicsize = sizeof(Scanner),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = PyType_GenericNew,
    .tp_init = (initproc)scanner_init,
    .tp_dealloc = (destructor)scanner_dealloc,
    .tp_methods = scanner_methods,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "_scan", .m_doc = "The scan in C.", .m_size = -1};

PyMODINIT_FUNC PyInit__scan(void) {
    if (PyType_Ready(&ScannerType) < 0 || PyType_Ready(&PossibleType) < 0) return NULL;
    PyObject *made = PyModule_Create(&module);
    if (made && PyModule_AddObjectRef(made, "Scanner", (PyObject *)&ScannerType) < 0) Py_CLEAR(made);
    return made;
}
