/* The inner loops of text/presence.py and text/document.py in C: what the chunks of one comment show, and the phrases in their words.
 *
 * `gather(chunks, capital)` and `phrase_hits(words, as_written)` read the tuples of text/chunks.py (`Chunk`), the slots of text/word.py (`Word`) and the
 * trie of text/phrases.py (`PhraseNode`) as they are; nothing is kept between calls. tests/text/test_presence.py holds it
 * to the same answers as the Python that it stands for.
 */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include "../_slots.h"

enum { SHOWN = 1, HINTS = 2, WORDS = 3, LEAD = 4, TRAIL = 5, MOST = 6, DIGITS = 7, FIELDS = 9 }; /* of a Chunk */
enum { NEXT = 0, IDS = 1, READING = 2 };                                                         /* of a PhraseNode */
enum { RUN = 3 }; /* single letters in a row that may spell a word */

static PyObject *name_opens, *name_forms, *name_form, *name_get;
static SlotAt of_opens, of_forms, of_form; /* of a Word */

static int add_all(PyObject *ids, PyObject *numbers) {
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(numbers); i++)
        if (PySet_Add(ids, PyTuple_GET_ITEM(numbers, i)) < 0) return -1;
    return 0;
}

/* The node that `form` leads to, or NULL; borrowed. `following` is a dict, which may hold packed nodes (`Following`), or the one word that may follow with its node (`Only`). */
static PyObject *led_to(PyObject *following, PyObject *form) {
    if (PyDict_Check(following)) {
        PyObject *node = PyDict_GetItemWithError(following, form);
        if (!node || !(PyBytes_CheckExact(node) || PyTuple_CheckExact(node))) return node;
        node = PyObject_CallMethodOneArg(following, name_get, form);
        Py_XDECREF(node); /* `following` keeps it */
        return node;
    }
    PyObject *word = PyTuple_GET_ITEM(following, 0);
    return word == form || (PyUnicode_GET_LENGTH(word) == PyUnicode_GET_LENGTH(form) && PyUnicode_Compare(word, form) == 0) ? PyTuple_GET_ITEM(following, 1) : NULL;
}

static int goes_on(PyObject *node) {
    PyObject *following = PyTuple_GET_ITEM(node, NEXT);
    return !PyDict_Check(following) || PyDict_GET_SIZE(following) > 0;
}

/* Add the concepts of the phrases that go on from `following` with the word at `at`. As deep as the longest phrase. */
static int follow(PyObject *const *words, Py_ssize_t size, Py_ssize_t at, PyObject *following, PyObject *ids) {
    PyObject *forms = slot_of(words[at], name_forms, &of_forms);
    if (!forms) return -1;
    int failed = 0;
    for (Py_ssize_t i = 0; !failed && i < PyTuple_GET_SIZE(forms); i++) {
        PyObject *form = PyTuple_GET_ITEM(PyTuple_GET_ITEM(forms, i), 0);
        PyObject *node = led_to(following, form);
        if (!node) {
            failed = PyErr_Occurred() != NULL;
            continue;
        }
        failed = add_all(ids, PyTuple_GET_ITEM(node, IDS)) < 0;
        if (!failed && at + 1 < size && goes_on(node)) failed = follow(words, size, at + 1, PyTuple_GET_ITEM(node, NEXT), ids) < 0;
    }
    Py_DECREF(forms);
    return failed ? -1 : 0;
}

/* Add the concepts of every phrase of the trie in `words`. */
static int phrases(PyObject *const *words, Py_ssize_t size, PyObject *ids) {
    for (Py_ssize_t at = 0; at + 1 < size; at++) {
        PyObject *opens = slot_of(words[at], name_opens, &of_opens);
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

/* One step into the trie: the node that was reached, the word that comes next, how the words so far were read, the last of them, the step before. */
typedef struct {
    PyObject *node, *reading, *form; /* borrowed from the words and the trie */
    Py_ssize_t at, before;
} Step;

typedef struct {
    Step *steps;
    Py_ssize_t count, room;
    Py_ssize_t *open; /* steps that are still to be looked at, the last one first */
    Py_ssize_t waiting;
} Walk;

static int step(Walk *walk, PyObject *node, PyObject *reading, PyObject *form, Py_ssize_t at, Py_ssize_t before) {
    if (walk->count == walk->room) {
        const Py_ssize_t room = walk->room ? 2 * walk->room : 32;
        Step *steps = PyMem_Realloc(walk->steps, room * sizeof(Step));
        if (steps) walk->steps = steps;
        Py_ssize_t *open = PyMem_Realloc(walk->open, room * sizeof(Py_ssize_t));
        if (open) walk->open = open;
        if (!steps || !open) {
            PyErr_NoMemory();
            return -1;
        }
        walk->room = room;
    }
    walk->steps[walk->count] = (Step){node, reading, form, at, before};
    walk->open[walk->waiting++] = walk->count++;
    return 0;
}

/* The words of the steps up to this one, joined: a new reference. */
static PyObject *words_read(const Walk *walk, Py_ssize_t last) {
    PyObject *made = Py_NewRef(walk->steps[last].form);
    for (Py_ssize_t at = walk->steps[last].before; made && at >= 0; at = walk->steps[at].before) Py_SETREF(made, PyUnicode_FromFormat("%U %U", walk->steps[at].form, made));
    return made;
}

static int same(PyObject *one, PyObject *other) { return one == other || PyUnicode_Compare(one, other) == 0; }

/* Tell the phrase that ends with a step, if one does. */
static int tell(const Walk *walk, Py_ssize_t number, Py_ssize_t index, PyObject *as_written, PyObject *found) {
    const Step *here = &walk->steps[number];
    if (!PyTuple_GET_SIZE(PyTuple_GET_ITEM(here->node, IDS))) return 0;
    PyObject *reading = same(here->reading, as_written) ? PyTuple_GET_ITEM(here->node, READING) : here->reading;
    PyObject *read = same(reading, as_written) ? PyUnicode_FromStringAndSize(NULL, 0) : words_read(walk, number);
    PyObject *hit = read ? Py_BuildValue("(nnOON)", index, here->at - index, here->node, reading, read) : NULL;
    const int failed = !hit || PyList_Append(found, hit) < 0;
    Py_XDECREF(hit);
    return failed ? -1 : 0;
}

/* Go on from a step with every form of the next word. */
static int go_on(Walk *walk, Py_ssize_t number, PyObject *next_word, PyObject *as_written) {
    const Step here = walk->steps[number];
    PyObject *following = PyTuple_GET_ITEM(here.node, NEXT), *forms = slot_of(next_word, name_forms, &of_forms);
    int failed = !forms;
    for (Py_ssize_t i = 0; !failed && i < PyTuple_GET_SIZE(forms); i++) {
        PyObject *form = PyTuple_GET_ITEM(PyTuple_GET_ITEM(forms, i), 0), *how = PyTuple_GET_ITEM(PyTuple_GET_ITEM(forms, i), 1);
        PyObject *node = led_to(following, form);
        failed = node ? step(walk, node, same(how, as_written) ? here.reading : how, form, here.at + 1, number) < 0 : PyErr_Occurred() != NULL;
    }
    Py_XDECREF(forms); /* the word keeps them */
    return failed ? -1 : 0;
}

/* phrase_hits(words, as_written): every phrase of the trie in `words`, as (first token, length, node, reading, the words read unless as written). */
static PyObject *phrase_hits(PyObject *module, PyObject *const *arguments, Py_ssize_t count) {
    (void)module;
    if (count != 2 || !PyList_Check(arguments[0]) || !PyUnicode_Check(arguments[1])) return PyErr_Format(PyExc_TypeError, "phrase_hits(list of words, name of the plain reading)");
    PyObject *words = arguments[0], *as_written = arguments[1], *found = PyList_New(0);
    const Py_ssize_t size = PyList_GET_SIZE(words);
    Walk walk = {0};
    int failed = !found;
    for (Py_ssize_t index = 0; !failed && index + 1 < size; index++) {
        PyObject *word = PyList_GET_ITEM(words, index), *opens = slot_of(word, name_opens, &of_opens), *form = NULL;
        failed = !opens;
        if (!failed && PyTuple_GET_SIZE(opens)) failed = !(form = slot_of(word, name_form, &of_form));
        for (Py_ssize_t i = 0; !failed && i < PyTuple_GET_SIZE(opens); i++) {
            walk.count = walk.waiting = 0;
            PyObject *pair = PyTuple_GET_ITEM(opens, i);
            failed = step(&walk, PyTuple_GET_ITEM(pair, 0), PyTuple_GET_ITEM(pair, 1), form, index + 1, -1) < 0;
            walk.waiting = 0; /* the first step is told here, if a second word follows, and looked at no more */
            failed = failed || go_on(&walk, 0, PyList_GET_ITEM(words, index + 1), as_written) < 0;
            if (!failed && walk.waiting) failed = tell(&walk, 0, index, as_written, found) < 0;
            while (!failed && walk.waiting) {
                const Py_ssize_t number = walk.open[--walk.waiting], at = walk.steps[number].at;
                failed = tell(&walk, number, index, as_written, found) < 0;
                if (!failed && at < size && goes_on(walk.steps[number].node)) failed = go_on(&walk, number, PyList_GET_ITEM(words, at), as_written) < 0;
            }
        }
        Py_XDECREF(opens);
        Py_XDECREF(form);
    }
    PyMem_Free(walk.steps);
    PyMem_Free(walk.open);
    if (failed) Py_CLEAR(found);
    return found;
}

static PyMethodDef methods[] = {
    {"phrase_hits", (PyCFunction)(void (*)(void))phrase_hits, METH_FASTCALL, "Every phrase in the words of a comment."},
    {"gather", (PyCFunction)(void (*)(void))gather, METH_FASTCALL, "What the chunks of one comment show, and the phrases in their words."},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "_presence", .m_doc = "The inner loop of the presence test.", .m_size = -1, .m_methods = methods};

PyMODINIT_FUNC PyInit__presence(void) {
    name_opens = PyUnicode_InternFromString("opens");
    name_forms = PyUnicode_InternFromString("forms");
    name_form = PyUnicode_InternFromString("form");
    name_get = PyUnicode_InternFromString("get");
    return name_opens && name_forms && name_form && name_get ? PyModule_Create(&module) : NULL;
}
