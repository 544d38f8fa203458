/* The search of engine/lines.py in C: which lines of `word_points.txt` stand in the words of a comment.
 *
 * `Lines(table)`: the table of rulebook/lines.py. `found(pieces)`: (row, first token, how many) of each line, in the
 * order of their last tokens; `pieces` are numbers of words, 0 for what says nothing, ~number at the start of a sentence.
 */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stdint.h>

enum { NAME = 1, GROUP = 2, STEM = 4, REACH = 3 };

typedef struct {
    uint32_t first, second, row; /* row plus one; 0: nothing here */
} Entry;

typedef struct {
    PyObject_HEAD
    PyObject *kept; /* the table as bytes */
    const Entry *table;
    uint32_t mask;
} Lines;

/* Add the line of two pieces to what was found, if there is one. */
static int look(const Lines *self, PyObject *found, uint32_t first, uint32_t second, Py_ssize_t at, Py_ssize_t length) {
    uint32_t mixed = first * 0x9E3779B1u ^ second * 0x85EBCA77u;
    for (uint32_t slot = (mixed ^ mixed >> 15) & self->mask; self->table[slot].row; slot = (slot + 1) & self->mask) {
        const Entry *entry = &self->table[slot];
        if (entry->first != first || entry->second != second) continue;
        PyObject *place = Py_BuildValue("(Inn)", entry->row - 1, at, length);
        const int failed = !place || PyList_Append(found, place) < 0;
        Py_XDECREF(place);
        return failed ? -1 : 0;
    }
    return 0;
}

static PyObject *search(const Lines *self, PyObject *pieces) {
    if (!PyList_Check(pieces)) return PyErr_Format(PyExc_TypeError, "found(list of numbers)");
    PyObject *found = PyList_New(0);
    if (!found) return NULL;
    struct {
        uint32_t piece;
        Py_ssize_t at;
    } before[REACH];
    Py_ssize_t held = 0; /* how many words of the sentence came before; the last ones are kept */
    for (Py_ssize_t at = 0; at < PyList_GET_SIZE(pieces); at++) {
        const long number = PyLong_AsLong(PyList_GET_ITEM(pieces, at));
        if (number == -1 && PyErr_Occurred()) goto failed;
        if (number < 0) held = 0;
        const uint32_t piece = (uint32_t)(number < 0 ? ~number : number);
        if (piece) {
            if (held && (piece == GROUP || piece == NAME) && before[(held - 1) % REACH].piece == piece) continue;
            if (piece >= STEM) {
                if (look(self, found, 0, piece, at, 1) < 0) goto failed;
                if (!held && look(self, found, piece, 0, at, 1) < 0) goto failed;
            }
            for (Py_ssize_t back = held < REACH ? held : REACH; back > 0; back--) {
                const Py_ssize_t other = (held - back) % REACH;
                if (before[other].piece && look(self, found, before[other].piece, piece, before[other].at, at - before[other].at + 1) < 0) goto failed;
            }
        }
        before[held % REACH].piece = piece;
        before[held % REACH].at = at;
        held++;
    }
    return found;
failed:
    Py_DECREF(found);
    return NULL;
}

static int lines_init(Lines *self, PyObject *arguments, PyObject *keywords) {
    (void)keywords;
    PyObject *table;
    if (!PyArg_ParseTuple(arguments, "S", &table)) return -1;
    const size_t bytes = (size_t)PyBytes_GET_SIZE(table), size = bytes / sizeof(Entry);
    const Entry *entries = (const Entry *)PyBytes_AS_STRING(table);
    size_t used = 0;
    for (size_t at = 0; at < size; at++) used += entries[at].row != 0;
    if (self->kept || bytes % sizeof(Entry) || !size || size & (size - 1) || size > UINT32_MAX || used == size) {
        PyErr_SetString(PyExc_ValueError, "Lines(table of three 32-bit numbers an entry, a power of two of them, some empty)");
        return -1;
    }
    self->kept = Py_NewRef(table);
    self->table = entries;
    self->mask = (uint32_t)(size - 1);
    return 0;
}

static void lines_dealloc(Lines *self) {
    Py_XDECREF(self->kept);
    Py_TYPE(self)->tp_free((PyObject *)self);
}

static PyMethodDef lines_methods[] = {
    {"found", (PyCFunction)search, METH_O, "(row, first token, how many) of each line in these numbers of words."},
    {NULL, NULL, 0, NULL},
};

static PyTypeObject LinesType = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "npguidelines.engine._lines.Lines",
    .tp_doc = "The lines of one rulebook as a flat table.",
    .tp_basicsize = sizeof(Lines),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = PyType_GenericNew,
    .tp_init = (initproc)lines_init,
    .tp_dealloc = (destructor)lines_dealloc,
    .tp_methods = lines_methods,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "_lines", .m_doc = "The search for lines of points in C.", .m_size = -1};

PyMODINIT_FUNC PyInit__lines(void) {
    if (PyType_Ready(&LinesType) < 0) return NULL;
    PyObject *made = PyModule_Create(&module);
    if (made && PyModule_AddObjectRef(made, "Lines", (PyObject *)&LinesType) < 0) Py_CLEAR(made);
    return made;
}
