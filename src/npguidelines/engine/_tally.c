/* The sums of engine/tally.py in C: what the signs of one comment weigh together for each clause.
 *
 * `Tally(table, columns)`: the points as signed 16-bit numbers, `columns` of them a row. `sums(groups)` adds up those
 * of all rows in the groups (tuples of numbers, or dicts with numbers as keys), each row once. Nothing runs Python code
 * between the first and the last row, so that threads cannot meet in the notes of what was counted.
 */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stdint.h>
#include <string.h>

typedef struct {
    PyObject_HEAD
    PyObject *kept; /* the table as bytes */
    const int16_t *table;
    uint32_t *counted; /* by row: the number of the last comment in which it was counted */
    uint32_t comment;
    Py_ssize_t size, columns;
} Tally;

enum { MOST_COLUMNS = 64 };

static int add(Tally *self, PyObject *number, long *all) {
    const Py_ssize_t ident = PyLong_AsSsize_t(number);
    if (ident == -1 && PyErr_Occurred()) return -1;
    if (ident < 0 || ident >= self->size) {
        PyErr_Format(PyExc_IndexError, "no row %zd", ident);
        return -1;
    }
    if (self->counted[ident] == self->comment) return 0;
    self->counted[ident] = self->comment;
    const int16_t *points = self->table + ident * self->columns;
    for (Py_ssize_t c = 0; c < self->columns; c++) all[c] += points[c];
    return 0;
}

/* sums(groups): the points of the rows in the groups together, by column. */
static PyObject *sums(Tally *self, PyObject *groups) {
    long all[MOST_COLUMNS] = {0};
    if (!PyList_Check(groups)) return PyErr_Format(PyExc_TypeError, "sums(list of tuples and dicts)");
    if (++self->comment == 0) {
        memset(self->counted, 0, self->size * sizeof(uint32_t));
        self->comment = 1;
    }
    for (Py_ssize_t at = 0; at < PyList_GET_SIZE(groups); at++) {
        PyObject *group = PyList_GET_ITEM(groups, at);
        if (PyTuple_Check(group)) {
            for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(group); i++)
                if (add(self, PyTuple_GET_ITEM(group, i), all) < 0) return NULL;
        } else if (PyDict_Check(group)) {
            PyObject *key, *value;
            Py_ssize_t place = 0;
            while (PyDict_Next(group, &place, &key, &value))
                if (add(self, key, all) < 0) return NULL;
        } else {
            return PyErr_Format(PyExc_TypeError, "sums(list of tuples and dicts)");
        }
    }
    PyObject *made = PyTuple_New(self->columns);
    for (Py_ssize_t c = 0; made && c < self->columns; c++) {
        PyObject *number = PyLong_FromLong(all[c]);
        if (!number) Py_CLEAR(made);
        else PyTuple_SET_ITEM(made, c, number);
    }
    return made;
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
    self->counted = PyMem_Calloc(self->size + 1, sizeof(uint32_t));
    if (!self->counted) {
        PyErr_NoMemory();
        return -1;
    }
    self->kept = Py_NewRef(table);
    self->table = (const int16_t *)PyBytes_AS_STRING(table);
    return 0;
}

static void tally_dealloc(Tally *self) {
    PyMem_Free(self->counted);
    Py_XDECREF(self->kept);
    Py_TYPE(self)->tp_free((PyObject *)self);
}

static PyMethodDef tally_methods[] = {
    {"sums", (PyCFunction)sums, METH_O, "The points of the rows in the groups together, by column."},
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

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "_tally", .m_doc = "The sums of points in C.", .m_size = -1};

PyMODINIT_FUNC PyInit__tally(void) {
    if (PyType_Ready(&TallyType) < 0) return NULL;
    PyObject *made = PyModule_Create(&module);
    if (made && PyModule_AddObjectRef(made, "Tally", (PyObject *)&TallyType) < 0) Py_CLEAR(made);
    return made;
}
