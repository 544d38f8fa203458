/* The signs of a comment and their sums (engine/tally.py) in C.
 *
 * `Signs(size)`: rows of the table of points, each with the tokens at which it begins, in a comment of `size` tokens. `Tally(table, columns)`: the points as
 * signed 16-bit numbers, `columns` of them a row. `sums(signs, tokens)` adds up those that begin at one of the tokens (a bit set, negative for everywhere),
 * `above(signs, tokens, column, least)` tells which of them weigh so much in a column.
 */
#define PY_SSIZE_T_CLEAN
#include "../_rows.h"

typedef uint32_t u32;

#if defined(__GNUC__) || defined(__clang__)
#define FETCH(address) __builtin_prefetch(address)
#else
#define FETCH(address) ((void)0)
#endif

enum { FIRST_BITS = 11, MOST_COLUMNS = 64, AHEAD = 6 };

typedef struct {
    PyObject_HEAD
    Py_ssize_t width; /* words of a row of tokens */
    u32 count;        /* signs */
    u32 last;         /* the highest of their rows */
    u32 *rows;        /* of the table of points, in the order in which they were noted */
    u64 *tokens;      /* `width` words each */
    u32 *slots;       /* an open hash table: one more than the number of a sign, 0 for none; at most half full */
    int bits;         /* of the size of `slots` */
} Signs;

static PyTypeObject SignsType;

static inline u32 slot_for(const Signs *self, u32 row) {
    const u32 mask = (1u << self->bits) - 1;
    u32 at = (row * 2654435761u) >> (32 - self->bits);
    while (self->slots[at] && self->rows[self->slots[at] - 1] != row) at = (at + 1) & mask;
    return at;
}

/* Room for twice as many signs; -1 for an error. */
static int grow(Signs *self, int bits) {
    const size_t size = (size_t)1 << bits, most = size / 2;
    u32 *rows = PyMem_Realloc(self->rows, most * sizeof(u32));
    if (rows) self->rows = rows;
    u64 *tokens = PyMem_Realloc(self->tokens, most * self->width * sizeof(u64));
    if (tokens) self->tokens = tokens;
    u32 *slots = PyMem_Calloc(size, sizeof(u32));
    if (!rows || !tokens || !slots) {
        PyMem_Free(slots);
        PyErr_NoMemory();
        return -1;
    }
    PyMem_Free(self->slots);
    self->slots = slots;
    self->bits = bits;
    for (u32 n = 0; n < self->count; n++) self->slots[slot_for(self, self->rows[n])] = n + 1;
    return 0;
}

/* Note that a row begins at tokens too. */
static int note(Signs *self, u32 row, const u64 *tokens) {
    u32 at = slot_for(self, row);
    if (self->slots[at]) {
        u64 *seen = self->tokens + (size_t)(self->slots[at] - 1) * self->width;
        for (Py_ssize_t i = 0; i < self->width; i++) seen[i] |= tokens[i];
        return 0;
    }
    if (self->count >= 1u << (self->bits - 1)) {
        if (grow(self, self->bits + 1) < 0) return -1;
        at = slot_for(self, row);
    }
    if (row > self->last) self->last = row;
    self->rows[self->count] = row;
    if (self->width == 1) self->tokens[self->count] = tokens[0];
    else memcpy(self->tokens + (size_t)self->count * self->width, tokens, self->width * sizeof(u64));
    self->slots[at] = ++self->count;
    return 0;
}

static int row_number(PyObject *number, u32 *row) {
    const unsigned long value = PyLong_AsUnsignedLong(number);
    if (value == (unsigned long)-1 && PyErr_Occurred()) return -1;
    if (value >= UINT32_MAX) {
        PyErr_Format(PyExc_IndexError, "no row %lu", value);
        return -1;
    }
    *row = (u32)value;
    return 0;
}

/* Room for three rows of tokens: what is seen, what is hidden, what is hidden further on. */
static u64 *three_rows(const Signs *self, PyObject *hidden) {
    u64 *rows = PyMem_Malloc(3 * self->width * sizeof(u64));
    if (!rows) return (u64 *)PyErr_NoMemory();
    if (PyLong_Check(hidden) && read_row(hidden, rows + self->width, self->width) == 0) return rows;
    if (!PyErr_Occurred()) PyErr_SetString(PyExc_TypeError, "the hidden tokens are a number");
    PyMem_Free(rows);
    return NULL;
}

static int note_all(Signs *self, PyObject *rows, const u64 *seen) {
    const u32 *row = (const u32 *)PyBytes_AS_STRING(rows);
    for (Py_ssize_t n = PyBytes_GET_SIZE(rows) / (Py_ssize_t)sizeof(u32); n; n--)
        if (note(self, *row++, seen) < 0) return -1;
    return 0;
}

/* note_words(by_word, rows, hidden): note the rows of words (word -> 32-bit numbers) at the tokens of each that are not hidden. */
static PyObject *note_words(Signs *self, PyObject *arguments) {
    PyObject *by_word, *rows, *hidden, *word, *tokens;
    if (!PyArg_ParseTuple(arguments, "O!O!O", &PyDict_Type, &by_word, &PyDict_Type, &rows, &hidden)) return NULL;
    u64 *seen = three_rows(self, hidden);
    if (!seen) return NULL;
    const Py_ssize_t width = self->width;
    int failed = 0;
    for (Py_ssize_t at = 0; !failed && PyDict_Next(by_word, &at, &word, &tokens);) {
        PyObject *of_word = PyDict_GetItemWithError(rows, word);
        if (!of_word || !PyBytes_Check(of_word) || !PyLong_Check(tokens)) {
            if (!PyErr_Occurred()) PyErr_SetString(PyExc_TypeError, "the tokens of each word, and its rows as bytes");
            failed = 1;
        } else {
            failed = read_row(tokens, seen, width) < 0;
            for (Py_ssize_t i = 0; i < width; i++) seen[i] &= ~seen[width + i];
            failed = failed || (any_bit(seen, width) && note_all(self, of_word, seen) < 0);
        }
    }
    PyMem_Free(seen);
    if (failed) return NULL;
    Py_RETURN_NONE;
}

/* Note a row where `length` tokens from those of `tokens` hold no hidden one; `seen` as made by `three_rows`. */
static int note_mark(Signs *self, u32 row, PyObject *length, PyObject *tokens, u64 *seen) {
    const Py_ssize_t width = self->width, size = PyLong_AsSsize_t(length);
    if (size == -1 && PyErr_Occurred()) return -1;
    if (read_row(tokens, seen, width) < 0) return -1;
    if (any_bit(seen + width, width))
        for (Py_ssize_t shift = 0; shift < size; shift++) {
            shifted(seen + width, shift, width, seen + 2 * width);
            for (Py_ssize_t i = 0; i < width; i++) seen[i] &= ~seen[2 * width + i];
        }
    return any_bit(seen, width) ? note(self, row, seen) : 0;
}

/* note_marks(marks, rows, hidden): note the rows of concepts (concept -> row) where marks (concept -> length -> first tokens) hold no hidden token. */
static PyObject *note_marks(Signs *self, PyObject *arguments) {
    PyObject *marks, *rows, *hidden, *concept, *places;
    if (!PyArg_ParseTuple(arguments, "O!O!O", &PyDict_Type, &marks, &PyDict_Type, &rows, &hidden)) return NULL;
    u64 *seen = three_rows(self, hidden);
    if (!seen) return NULL;
    int failed = 0;
    for (Py_ssize_t at = 0; !failed && PyDict_Next(marks, &at, &concept, &places);) {
        PyObject *row = PyDict_GetItemWithError(rows, concept), *length, *tokens;
        u32 number;
        if (!row) {
            failed = PyErr_Occurred() != NULL;
            continue;
        }
        failed = !PyDict_Check(places) || row_number(row, &number) < 0;
        if (failed && !PyErr_Occurred()) PyErr_SetString(PyExc_TypeError, "the marks of a concept, a dict");
        for (Py_ssize_t place = 0; !failed && PyDict_Next(places, &place, &length, &tokens);) failed = note_mark(self, number, length, tokens, seen) < 0;
    }
    PyMem_Free(seen);
    if (failed) return NULL;
    Py_RETURN_NONE;
}

/* note(row, tokens): note that a row begins at these tokens. */
static PyObject *note_one(Signs *self, PyObject *arguments) {
    PyObject *number, *tokens;
    u32 row;
    if (!PyArg_ParseTuple(arguments, "OO", &number, &tokens) || row_number(number, &row) < 0) return NULL;
    u64 *seen = PyMem_Malloc(self->width * sizeof(u64));
    if (!seen) return PyErr_NoMemory();
    const int failed = !PyLong_Check(tokens) || read_row(tokens, seen, self->width) < 0 || note(self, row, seen) < 0;
    PyMem_Free(seen);
    if (!failed) Py_RETURN_NONE;
    return PyErr_Occurred() ? NULL : PyErr_Format(PyExc_TypeError, "the tokens are a number");
}

/* seen(row): the tokens at which a row begins. */
static PyObject *seen_at(Signs *self, PyObject *number) {
    u32 row;
    if (row_number(number, &row) < 0) return NULL;
    const u32 at = self->slots[slot_for(self, row)];
    return at ? told_row(self->tokens + (size_t)(at - 1) * self->width, self->width) : PyLong_FromLong(0);
}

static PyObject *signs_iter(Signs *self) {
    PyObject *rows = PyList_New(self->count), *iterator = NULL;
    for (u32 n = 0; rows && n < self->count; n++) {
        PyObject *row = PyLong_FromUnsignedLong(self->rows[n]);
        if (!row) Py_CLEAR(rows);
        else PyList_SET_ITEM(rows, n, row);
    }
    if (rows) iterator = PyObject_GetIter(rows);
    Py_XDECREF(rows);
    return iterator;
}

static Py_ssize_t signs_length(Signs *self) { return self->count; }

static PyObject *signs_new(PyTypeObject *type, PyObject *arguments, PyObject *keywords) {
    Py_ssize_t size;
    if ((keywords && PyDict_GET_SIZE(keywords)) || !PyArg_ParseTuple(arguments, "n", &size)) return PyErr_Occurred() ? NULL : PyErr_Format(PyExc_TypeError, "Signs(size)");
    if (size < 0) return PyErr_Format(PyExc_ValueError, "no comment of %zd tokens", size);
    Signs *made = (Signs *)type->tp_alloc(type, 0); /* all zero */
    if (!made) return NULL;
    made->width = size ? (size + 63) / 64 : 1;
    if (grow(made, FIRST_BITS) < 0) Py_CLEAR(made);
    return (PyObject *)made;
}

static void signs_dealloc(Signs *self) {
    PyMem_Free(self->rows);
    PyMem_Free(self->tokens);
    PyMem_Free(self->slots);
    Py_TYPE(self)->tp_free((PyObject *)self);
}

static PyMethodDef signs_methods[] = {
    {"note_words", (PyCFunction)note_words, METH_VARARGS, "Note the rows of words."},
    {"note_marks", (PyCFunction)note_marks, METH_VARARGS, "Note the rows of marked concepts."},
    {"note", (PyCFunction)note_one, METH_VARARGS, "Note that a row begins at these tokens."},
    {"seen", (PyCFunction)seen_at, METH_O, "The tokens at which a row begins."},
    {NULL, NULL, 0, NULL},
};

static PySequenceMethods signs_sequence = {.sq_length = (lenfunc)signs_length};

static PyTypeObject SignsType = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "npguidelines.engine._tally.Signs",
    .tp_doc = "Rows of the table of points, each with the tokens at which it begins.",
    .tp_basicsize = sizeof(Signs),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = signs_new,
    .tp_dealloc = (destructor)signs_dealloc,
    .tp_methods = signs_methods,
    .tp_iter = (getiterfunc)signs_iter,
    .tp_as_sequence = &signs_sequence,
};

/* ---- the table ----------------------------------------------------------------------------------------------- */

typedef struct {
    PyObject_HEAD
    PyObject *kept; /* the table as bytes */
    const int16_t *table;
    Py_ssize_t size, columns;
} Tally;

/* Where to look for signs: a row of tokens, or everywhere. */
typedef struct {
    int everywhere;
    u64 *tokens;
} Place;

static int place_of(Place *place, const Tally *self, const Signs *signs, PyObject *tokens) {
    place->tokens = NULL;
    if (signs->count && signs->last >= self->size) {
        PyErr_Format(PyExc_IndexError, "no row %lu", (unsigned long)signs->last);
        return -1;
    }
    int overflow;
    const long long whole = PyLong_AsLongLongAndOverflow(tokens, &overflow);
    if (whole == -1 && PyErr_Occurred()) return -1;
    place->everywhere = overflow < 0 || (!overflow && whole < 0);
    if (place->everywhere) return 0;
    place->tokens = PyMem_Malloc(signs->width * sizeof(u64));
    if (!place->tokens) {
        PyErr_NoMemory();
        return -1;
    }
    if (read_row(tokens, place->tokens, signs->width) == 0) return 0;
    PyMem_Free(place->tokens);
    return -1;
}

/* Whether a sign begins there. */
static inline int begins(const Place *place, const Signs *signs, u32 n) {
    if (place->everywhere) return 1;
    const u64 *seen = signs->tokens + (size_t)n * signs->width;
    for (Py_ssize_t i = 0; i < signs->width; i++)
        if (seen[i] & place->tokens[i]) return 1;
    return 0;
}

/* sums(signs, tokens): the points of the signs that begin there, by column. */
static PyObject *sums(Tally *self, PyObject *arguments) {
    PyObject *given, *tokens;
    Place place;
    int32_t all[MOST_COLUMNS] = {0}; /* enough for the signs of a comment: 60,000 of the greatest */
    if (!PyArg_ParseTuple(arguments, "O!O!", &SignsType, &given, &PyLong_Type, &tokens)) return NULL;
    const Signs *signs = (const Signs *)given;
    if (place_of(&place, self, signs, tokens) < 0) return NULL;
    for (u32 n = 0; n < signs->count; n++) {
        if (n + AHEAD < signs->count) FETCH(self->table + signs->rows[n + AHEAD] * self->columns);
        if (!begins(&place, signs, n)) continue;
        const int16_t *points = self->table + signs->rows[n] * self->columns;
        for (Py_ssize_t c = 0; c < self->columns; c++) all[c] += points[c];
    }
    PyMem_Free(place.tokens);
    PyObject *made = PyTuple_New(self->columns);
    for (Py_ssize_t c = 0; made && c < self->columns; c++) {
        PyObject *number = PyLong_FromLong(all[c]);
        if (!number) Py_CLEAR(made);
        else PyTuple_SET_ITEM(made, c, number);
    }
    return made;
}

/* above(signs, tokens, column, least): (points, row) of the signs that begin there and weigh so much in a column. */
static PyObject *above(Tally *self, PyObject *arguments) {
    PyObject *given, *tokens;
    Place place;
    Py_ssize_t column;
    long least;
    if (!PyArg_ParseTuple(arguments, "O!O!nl", &SignsType, &given, &PyLong_Type, &tokens, &column, &least)) return NULL;
    if (column < 0 || column >= self->columns) return PyErr_Format(PyExc_IndexError, "no column %zd", column);
    const Signs *signs = (const Signs *)given;
    if (place_of(&place, self, signs, tokens) < 0) return NULL;
    PyObject *found = PyList_New(0);
    for (u32 n = 0; found && n < signs->count; n++) {
        const long points = self->table[signs->rows[n] * self->columns + column];
        if (points < least || !begins(&place, signs, n)) continue;
        PyObject *pair = Py_BuildValue("(lk)", points, (unsigned long)signs->rows[n]);
        if (!pair || PyList_Append(found, pair) < 0) Py_CLEAR(found);
        Py_XDECREF(pair);
    }
    PyMem_Free(place.tokens);
    return found;
}

static int tally_init(Tally *self, PyObject *arguments, PyObject *keywords) {
    (void)keywords;
    PyObject *table;
    Py_ssize_t columns;
    if (!PyArg_ParseTuple(arguments, "Sn", &table, &columns)) return -1;
    const Py_ssize_t bytes = PyBytes_GET_SIZE(table), row = columns * (Py_ssize_t)sizeof(int16_t);
    if (self->kept || columns < 1 || columns > MOST_COLUMNS || bytes % row) {
        PyErr_SetString(PyExc_ValueError, "Tally(table of 16-bit numbers, how many of them a row)");
        return -1;
    }
    self->size = bytes / row;
    self->columns = columns;
    self->kept = Py_NewRef(table);
    self->table = (const int16_t *)PyBytes_AS_STRING(table);
    return 0;
}

static void tally_dealloc(Tally *self) {
    Py_XDECREF(self->kept);
    Py_TYPE(self)->tp_free((PyObject *)self);
}

static PyMethodDef tally_methods[] = {
    {"sums", (PyCFunction)sums, METH_VARARGS, "The points of the signs that begin at some tokens, by column."},
    {"above", (PyCFunction)above, METH_VARARGS, "(points, row) of the signs that begin at some tokens and weigh so much in a column."},
    {NULL, NULL, 0, NULL},
};

static PyTypeObject TallyType = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "npguidelines.engine._tally.Tally",
    .tp_doc = "The points of one rulebook as a flat table.",
    .tp_basicsize = sizeof(Tally),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = PyType_GenericNew,
    .tp_init = (initproc)tally_init,
    .tp_dealloc = (destructor)tally_dealloc,
    .tp_methods = tally_methods,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "_tally", .m_doc = "The signs of a comment and their sums in C.", .m_size = -1};

PyMODINIT_FUNC PyInit__tally(void) {
    if (PyType_Ready(&TallyType) < 0 || PyType_Ready(&SignsType) < 0) return NULL;
    PyObject *made = PyModule_Create(&module);
    if (made && (PyModule_AddObjectRef(made, "Tally", (PyObject *)&TallyType) < 0 || PyModule_AddObjectRef(made, "Signs", (PyObject *)&SignsType) < 0)) Py_CLEAR(made);
    return made;
}
