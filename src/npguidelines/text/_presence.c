/* The inner loop of text/presence.py in C: what the chunks of one comment show, and the phrases in their words.
 *
 * `gather(chunks, capital)` reads the tuples of text/chunks.py (`Chunk`), the slots of text/words.py (`Word`) and the
 * trie of text/phrases.py (`PhraseNode`) as they are; nothing is kept between calls. tests/text/test_presence.py holds it
 * to the same answers as the Python that it stands for.
 */
#define PY_SSIZE_T_CLEAN
#include <Python.h>

enum { SHOWN = 1, HINTS = 2, WORDS = 3, LEAD = 4, TRAIL = 5, MOST = 6, DIGITS = 7, FIELDS = 9 }; /* of a Chunk */
enum { NEXT = 0, IDS = 1 };                                                                      /* of a PhraseNode */
enum { RUN = 3 }; /* single letters in a row that may spell a word */

static PyObject *name_opens, *name_forms;

static int add_all(PyObject *ids, PyObject *numbers) {
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(numbers); i++)
        if (PySet_Add(ids, PyTuple_GET_ITEM(numbers, i)) < 0) return -1;
    return 0;
}

/* Add the concepts of the phrases that go on from `following` (a dict) with the word at `at`. As deep as the longest phrase. */
static int follow(PyObject *const *words, Py_ssize_t size, Py_ssize_t at, PyObject *following, PyObject *ids) {
    PyObject *forms = PyObject_GetAttr(words[at], name_forms);
    if (!forms) return -1;
    int failed = 0;
    for (Py_ssize_t i = 0; !failed && i < PyTuple_GET_SIZE(forms); i++) {
        PyObject *form = PyTuple_GET_ITEM(PyTuple_GET_ITEM(forms, i), 0);
        PyObject *node = PyDict_GetItemWithError(following, form);
        if (!node) {
            failed = PyErr_Occurred() != NULL;
            continue;
        }
        failed = add_all(ids, PyTuple_GET_ITEM(node, IDS)) < 0;
        PyObject *next = PyTuple_GET_ITEM(node, NEXT);
        if (!failed && at + 1 < size && PyDict_GET_SIZE(next)) failed = follow(words, size, at + 1, next, ids) < 0;
    }
    Py_DECREF(forms);
    return failed ? -1 : 0;
}

/* Add the concepts of every phrase of the trie in `words`. */
static int phrases(PyObject *const *words, Py_ssize_t size, PyObject *ids) {
    for (Py_ssize_t at = 0; at + 1 < size; at++) {
        PyObject *opens = PyObject_GetAttr(words[at], name_opens);
        if (!opens) return -1;
        int failed = 0;
        for (Py_ssize_t i = 0; !failed && i < PyTuple_GET_SIZE(opens); i++)
            failed = follow(words, size, at + 1, PyTuple_GET_ITEM(PyTuple_GET_ITEM(PyTuple_GET_ITEM(opens, i), 0), NEXT), ids) < 0;
        Py_DECREF(opens);
        if (failed) return -1;
    }
    return 0;
}

/* gather(chunks, capital): ids, the union of the hints, the sum of the digits, whether three single letters stand in a row,
 * how many capitals are no first letter, the first word or None. `capital` is the hint of a capital letter. */
static PyObject *gather(PyObject *module, PyObject *const *arguments, Py_ssize_t count) {
    (void)module;
    if (count != 2 || !PyList_Check(arguments[0])) return PyErr_Format(PyExc_TypeError, "gather(list of chunks, capital)");
    PyObject *chunks = arguments[0];
    const long capital = PyLong_AsLong(arguments[1]);
    if (capital == -1 && PyErr_Occurred()) return NULL;
    long hints = 0;
    long long digits = 0;
    Py_ssize_t size = 0, room = 0, capitals = 0, run = 0;
    int spaced = 0;
    PyObject **words = NULL, *result = NULL, *ids = PySet_New(NULL);
    if (!ids) return NULL;
    for (Py_ssize_t at = 0; at < PyList_GET_SIZE(chunks); at++) {
        PyObject *chunk = PyList_GET_ITEM(chunks, at);
        if (!PyTuple_Check(chunk) || PyTuple_GET_SIZE(chunk) != FIELDS) {
            PyErr_Format(PyExc_TypeError, "no chunk");
            goto done;
        }
        PyObject *read = PyTuple_GET_ITEM(chunk, WORDS);
        const Py_ssize_t more = PyTuple_GET_SIZE(read);
        const long found = PyLong_AsLong(PyTuple_GET_ITEM(chunk, HINTS));
        const long lead = PyLong_AsLong(PyTuple_GET_ITEM(chunk, LEAD)), trail = PyLong_AsLong(PyTuple_GET_ITEM(chunk, TRAIL)), most = PyLong_AsLong(PyTuple_GET_ITEM(chunk, MOST));
        digits += PyLong_AsLongLong(PyTuple_GET_ITEM(chunk, DIGITS));
        if (PyErr_Occurred()) goto done;
        hints |= found;
        if (found & capital) capitals += size || more < 2 ? 1 : 2;
        run += lead;
        if (run >= RUN || most >= RUN) spaced = 1;
        if (lead < more) run = trail;
        if (size + more > room) {
            room = 2 * (size + more) + 32;
            PyObject **larger = PyMem_Realloc(words, room * sizeof(PyObject *));
            if (!larger) {
                PyErr_NoMemory();
                goto done;
            }
            words = larger;
        }
        for (Py_ssize_t i = 0; i < more; i++) words[size++] = PyTuple_GET_ITEM(read, i);
        if (add_all(ids, PyTuple_GET_ITEM(chunk, SHOWN)) < 0) goto done;
    }
    if (phrases(words, size, ids) < 0) goto done;
    result = Py_BuildValue("OlLOnO", ids, hints, digits, spaced ? Py_True : Py_False, capitals, size ? words[0] : Py_None);
done:
    PyMem_Free(words);
    Py_DECREF(ids);
    return result;
}

static PyMethodDef methods[] = {
    {"gather", (PyCFunction)(void (*)(void))gather, METH_FASTCALL, "What the chunks of one comment show, and the phrases in their words."},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "_presence", .m_doc = "The inner loop of the presence test.", .m_size = -1, .m_methods = methods};

PyMODINIT_FUNC PyInit__presence(void) {
    name_opens = PyUnicode_InternFromString("opens");
    name_forms = PyUnicode_InternFromString("forms");
    return name_opens && name_forms ? PyModule_Create(&module) : NULL;
}
