/* The sums of engine/tally.py in C: what the signs of one comment weigh together for each clause.
 *
 * `Tally(table, columns)`: the points as signed 16-bit numbers, `columns` of them a row. Signs are a dict: row -> the
 * tokens at which it begins, as a bit set. `sums(signs, tokens)` adds up those that begin at one of the tokens (a bit set,
 * negative for everywhere), `above(signs, tokens, column, least)` tells which of them weigh so much in a column;
 * `spread(signs, rows, tokens)` notes that rows begin at tokens too.
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

/* spread(signs, rows, tokens): note in signs that rows begin at tokens too. */
static PyObject *spread(PyObject *module, PyObject *const *arguments, Py_ssize_t count) {
    (void)module;
    if (count != 3 || !PyDict_Check(arguments[0]) || !PyTuple_Check(arguments[1])) return PyErr_Format(PyExc_TypeError, "spread(dict, tuple, number)");
    PyObject *signs = arguments[0], *rows = arguments[1], *tokens = arguments[2];
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(rows); i++) {
        PyObject *row = PyTuple_GET_ITEM(rows, i), *seen = PyDict_GetItemWithError(signs, row);
        if (!seen && PyErr_Occurred()) return NULL;
        PyObject *both = seen ? PyNumber_Or(seen, tokens) : Py_NewRef(tokens);
        const int failed = !both || PyDict_SetItem(signs, row, both) < 0;
        Py_XDECREF(both);
        if (failed) return NULL;
    }
    Py_RETURN_NONE;
}

static PyMethodDef functions[] = {
    {"spread", (PyCFunction)(void (*)(void))spread, METH_FASTCALL, "Note in signs that rows begin at tokens too."},
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
