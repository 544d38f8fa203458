/* The sums of engine/tally.py in C: what the signs of one comment weigh together for each clause.
 *
 * `Tally(table, columns)`: the points as signed 16-bit numbers, `columns` of them a row. Signs are a dict: row -> the
 * tokens at which it begins, as a bit set. `sums(signs, tokens)` adds up those that begin at one of the tokens (a bit set,
 * negative for everywhere), `above(signs, tokens, column, least)` tells which of them weigh so much in a column;
 * `spread_words` and `spread_marks` note the signs of words and of marked concepts.
 */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stdint.h>

typedef struct {
    PyObject_HEAD
    PyObject *kept; /* the table as bytes */
    const int16_t *table;
    Py_ssize_t size, columns;
} Tally;

enum { MOST_COLUMNS = 64 };

/* Where to look for signs. */
typedef struct {
    PyObject *tokens;
    int everywhere, few; /* few: the tokens are within the first 64, as in `bits` */
    uint64_t bits;
} Place;

static int place_of(Place *place, PyObject *tokens) {
    if (!PyLong_Check(tokens)) {
        PyErr_SetString(PyExc_TypeError, "the tokens are a number");
        return -1;
    }
    place->tokens = tokens;
    place->bits = PyLong_AsUnsignedLongLongMask(tokens);
    int overflow;
    const long long whole = PyLong_AsLongLongAndOverflow(tokens, &overflow);
    if (whole == -1 && PyErr_Occurred()) return -1;
    place->everywhere = overflow < 0 || (!overflow && whole < 0);
    place->few = !overflow;
    return 0;
}

/* Whether a sign begins there: 1, 0, or -1 for an error. */
static int begins(const Place *place, PyObject *seen) {
    if (place->everywhere) return 1;
    if (place->few) {
        const uint64_t bits = PyLong_AsUnsignedLongLongMask(seen);
        if (bits == (uint64_t)-1 && PyErr_Occurred()) return -1;
        return (bits & place->bits) != 0;
    }
    PyObject *both = PyNumber_And(seen, place->tokens);
    if (!both) return -1;
    const int some = PyObject_IsTrue(both);
    Py_DECREF(both);
    return some;
}

/* The next sign that begins there: 1 with its row, 0 at the end, -1 for an error. */
static int next_sign(const Tally *self, PyObject *signs, const Place *place, Py_ssize_t *position, Py_ssize_t *row) {
    PyObject *key, *seen;
    while (PyDict_Next(signs, position, &key, &seen)) {
        *row = PyLong_AsSsize_t(key);
        if (*row == -1 && PyErr_Occurred()) return -1;
        if (*row < 0 || *row >= self->size) {
            PyErr_Format(PyExc_IndexError, "no row %zd", *row);
            return -1;
        }
        const int there = begins(place, seen);
        if (there) return there;
    }
    return 0;
}

/* sums(signs, tokens): the points of the signs that begin there, by column. */
static PyObject *sums(Tally *self, PyObject *arguments) {
    PyObject *signs, *tokens;
    Place place;
    long all[MOST_COLUMNS] = {0};
    if (!PyArg_ParseTuple(arguments, "O!O", &PyDict_Type, &signs, &tokens) || place_of(&place, tokens) < 0) return NULL;
    Py_ssize_t position = 0, row;
    int more;
    while ((more = next_sign(self, signs, &place, &position, &row)) > 0) {
        const int16_t *points = self->table + row * self->columns;
        for (Py_ssize_t c = 0; c < self->columns; c++) all[c] += points[c];
    }
    PyObject *made = more < 0 ? NULL : PyTuple_New(self->columns);
    for (Py_ssize_t c = 0; made && c < self->columns; c++) {
        PyObject *number = PyLong_FromLong(all[c]);
        if (!number) Py_CLEAR(made);
        else PyTuple_SET_ITEM(made, c, number);
    }
    return made;
}

/* above(signs, tokens, column, least): (points, row) of the signs that begin there and weigh so much in a column. */
static PyObject *above(Tally *self, PyObject *arguments) {
    PyObject *signs, *tokens;
    Place place;
    Py_ssize_t column;
    long least;
    if (!PyArg_ParseTuple(arguments, "O!Onl", &PyDict_Type, &signs, &tokens, &column, &least) || place_of(&place, tokens) < 0) return NULL;
    if (column < 0 || column >= self->columns) return PyErr_Format(PyExc_IndexError, "no column %zd", column);
    PyObject *found = PyList_New(0);
    Py_ssize_t position = 0, row;
    int more = 0;
    while (found && (more = next_sign(self, signs, &place, &position, &row)) > 0) {
        const long points = self->table[row * self->columns + column];
        if (points < least) continue;
        PyObject *pair = Py_BuildValue("(ln)", points, row);
        if (!pair || PyList_Append(found, pair) < 0) Py_CLEAR(found);
        Py_XDECREF(pair);
    }
    if (more < 0) Py_CLEAR(found);
    return found;
}

/* Note in signs that a row begins at tokens too. */
static int note(PyObject *signs, PyObject *row, PyObject *tokens) {
    PyObject *seen = PyDict_GetItemWithError(signs, row);
    if (!seen) return PyErr_Occurred() ? -1 : PyDict_SetItem(signs, row, tokens);
    PyObject *both = PyNumber_Or(seen, tokens);
    const int failed = !both || PyDict_SetItem(signs, row, both) < 0;
    Py_XDECREF(both);
    return failed ? -1 : 0;
}

/* Those of some first tokens from which `length` tokens hold no hidden one: a new reference, NULL for an error. */
static PyObject *in_sight(PyObject *tokens, long length, PyObject *hidden) {
    Py_INCREF(tokens);
    for (long shift = 0; tokens && shift < length; shift++) {
        PyObject *by = PyLong_FromLong(shift), *moved = by ? PyNumber_Rshift(hidden, by) : NULL, *free = moved ? PyNumber_Invert(moved) : NULL;
        Py_SETREF(tokens, free ? PyNumber_And(tokens, free) : NULL);
        Py_XDECREF(by);
        Py_XDECREF(moved);
        Py_XDECREF(free);
    }
    return tokens;
}

/* The arguments of both functions below: signs, what is there, its rows, the hidden tokens; -1 for an error, else whether any are hidden. */
static int four(PyObject *const *arguments, Py_ssize_t count) {
    if (count != 4 || !PyDict_Check(arguments[0]) || !PyDict_Check(arguments[1]) || !PyDict_Check(arguments[2]) || !PyLong_Check(arguments[3])) {
        PyErr_SetString(PyExc_TypeError, "three dicts and a number");
        return -1;
    }
    return PyObject_IsTrue(arguments[3]);
}

/* spread_words(signs, by_word, rows, hidden): note the rows of words (word -> tuple of rows) at the tokens of each that are not hidden. */
static PyObject *spread_words(PyObject *module, PyObject *const *arguments, Py_ssize_t count) {
    (void)module;
    const int some_hidden = four(arguments, count);
    if (some_hidden < 0) return NULL;
    PyObject *word, *tokens;
    for (Py_ssize_t at = 0; PyDict_Next(arguments[1], &at, &word, &tokens);) {
        PyObject *rows = PyDict_GetItemWithError(arguments[2], word);
        if (!rows || !PyTuple_Check(rows)) return PyErr_Occurred() ? NULL : PyErr_Format(PyExc_TypeError, "the rows of each word, a tuple");
        PyObject *seen = some_hidden ? in_sight(tokens, 1, arguments[3]) : Py_NewRef(tokens);
        int failed = !seen, some = seen ? PyObject_IsTrue(seen) : 0;
        for (Py_ssize_t i = 0; some > 0 && !failed && i < PyTuple_GET_SIZE(rows); i++) failed = note(arguments[0], PyTuple_GET_ITEM(rows, i), seen) < 0;
        Py_XDECREF(seen);
        if (failed || some < 0) return NULL;
    }
    Py_RETURN_NONE;
}

/* spread_marks(signs, marks, rows, hidden): note the rows of concepts (concept -> row) where marks (concept -> length -> first tokens) hold no hidden token. */
static PyObject *spread_marks(PyObject *module, PyObject *const *arguments, Py_ssize_t count) {
    (void)module;
    const int some_hidden = four(arguments, count);
    if (some_hidden < 0) return NULL;
    PyObject *concept, *places;
    for (Py_ssize_t at = 0; PyDict_Next(arguments[1], &at, &concept, &places);) {
        PyObject *row = PyDict_GetItemWithError(arguments[2], concept), *size, *tokens;
        if (!row && PyErr_Occurred()) return NULL;
        if (!PyDict_Check(places)) return PyErr_Format(PyExc_TypeError, "the marks of a concept, a dict");
        for (Py_ssize_t place = 0; row && PyDict_Next(places, &place, &size, &tokens);) {
            const long length = PyLong_AsLong(size);
            if (length == -1 && PyErr_Occurred()) return NULL;
            PyObject *seen = some_hidden ? in_sight(tokens, length, arguments[3]) : Py_NewRef(tokens);
            const int some = seen ? PyObject_IsTrue(seen) : -1, failed = some < 0 || (some && note(arguments[0], row, seen) < 0);
            Py_XDECREF(seen);
            if (failed) return NULL;
        }
    }
    Py_RETURN_NONE;
}

static PyMethodDef functions[] = {
    {"spread_words", (PyCFunction)(void (*)(void))spread_words, METH_FASTCALL, "Note the signs of words."},
    {"spread_marks", (PyCFunction)(void (*)(void))spread_marks, METH_FASTCALL, "Note the signs of marked concepts."},
    {NULL, NULL, 0, NULL},
};

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

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "_tally", .m_doc = "The sums of points in C.", .m_size = -1, .m_methods = functions};

PyMODINIT_FUNC PyInit__tally(void) {
    if (PyType_Ready(&TallyType) < 0) return NULL;
    PyObject *made = PyModule_Create(&module);
    if (made && PyModule_AddObjectRef(made, "Tally", (PyObject *)&TallyType) < 0) Py_CLEAR(made);
    return made;
}
