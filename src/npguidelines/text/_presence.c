/* The inner loops of text/presence.py and text/document.py in C: what the chunks of one comment show, and the phrases in their words.
 *
 * `gather(chunks, capital, tables)` and `phrase_marks(words, firsts, tables)` read the packed chunks of text/chunks.py, the slots of text/word.py and the
 * arrays of text/phrases.py (`Tables`) as they are; nothing is kept between calls. tests/text/test_presence.py holds them
 * to the same answers as the Python that they stand for.
 */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stdint.h>
#include <string.h>
#include "../_room.h"
#include "../_slots.h"

typedef uint32_t u32;

enum { CHUNK_WORDS = 3, CHUNK_PACKED = 9, CHUNK_FIELDS = 10 };                      /* of a Chunk */
enum { HINTS, DIGITS, LEAD, TRAIL, MOST, SHOWN, WORDS, HEAD };                      /* the head of what is packed: then the ids that are shown, and the steps of the words */
enum { RUN = 3 };                                                                   /* single letters in a row that may spell a word */
enum { T_WORDS, T_AFTER, T_RECORDS, T_IDS, T_ARRAYS, T_READINGS = T_ARRAYS, T_ALL }; /* of the tables of phrases */
static const u32 COUNT = (1u << 24) - 1, READING_BITS = 24, RECORD = 1u << 31;      /* the head of a record of ids */

static PyObject *name_steps, *name_forms, *name_form;
static SlotAt of_steps, of_forms, of_form; /* of a Word */

/* The phrases: the word of each node, first and number of the nodes that follow it, the place of its record, the records. */
typedef struct {
    const u32 *words, *after, *records, *ids;
    PyObject *readings; /* borrowed from the tuple */
    Py_buffer held[T_ARRAYS];
} Trie;

static int open_trie(Trie *trie, PyObject *tables) {
    if (!PyTuple_Check(tables) || PyTuple_GET_SIZE(tables) != T_ALL || !PyTuple_Check(PyTuple_GET_ITEM(tables, T_READINGS))) {
        PyErr_SetString(PyExc_TypeError, "no tables of phrases");
        return -1;
    }
    for (int at = 0; at < T_ARRAYS; at++)
        if (PyObject_GetBuffer(PyTuple_GET_ITEM(tables, at), &trie->held[at], PyBUF_SIMPLE) < 0) {
            while (at) PyBuffer_Release(&trie->held[--at]);
            return -1;
        }
    trie->words = trie->held[T_WORDS].buf;
    trie->after = trie->held[T_AFTER].buf;
    trie->records = trie->held[T_RECORDS].buf;
    trie->ids = trie->held[T_IDS].buf;
    trie->readings = PyTuple_GET_ITEM(tables, T_READINGS);
    return 0;
}

static void close_trie(Trie *trie) {
    for (int at = 0; at < T_ARRAYS; at++) PyBuffer_Release(&trie->held[at]);
}

/* The node that the word of this number leads to from `node`, or 0. */
static inline u32 led_to(const Trie *trie, u32 node, u32 number) {
    u32 low = trie->after[2 * node], stop = low + trie->after[2 * node + 1], high = stop;
    if (!number) return 0;
    while (low < high) {
        const u32 middle = low + (high - low) / 2;
        if (trie->words[middle] < number) low = middle + 1;
        else high = middle;
    }
    return low < stop && trie->words[low] == number ? low : 0;
}

static inline int goes_on(const Trie *trie, u32 node) { return trie->after[2 * node + 1] > 0; }

/* Steps of a word: how many forms, and for each its number and the node that it opens. */
static inline u32 step_number(const u32 *steps, u32 form) { return steps[1 + 2 * form]; }
static inline u32 step_node(const u32 *steps, u32 form) { return steps[2 + 2 * form]; }

typedef struct {
    u32 *numbers;
    Py_ssize_t count, room;
} List;

static int add_all(List *list, const u32 *numbers, u32 count) {
    u32 *all = with_room(list->numbers, &list->room, list->count + count, sizeof(u32));
    if (!all) return -1;
    list->numbers = all;
    memcpy(list->numbers + list->count, numbers, count * sizeof(u32));
    list->count += count;
    return 0;
}

/* Add the concepts of the phrases that go on from `node` with the word at `at`. As deep as the longest phrase. */
static int follow(const Trie *trie, const u32 *const *steps, Py_ssize_t size, Py_ssize_t at, u32 node, List *ids) {
    const u32 *here = steps[at];
    for (u32 form = 0; form < here[0]; form++) {
        const u32 reached = led_to(trie, node, step_number(here, form));
        if (!reached) continue;
        const u32 *record = trie->ids + trie->records[reached];
        if (add_all(ids, record + 1, record[0] & COUNT) < 0) return -1;
        if (at + 1 < size && goes_on(trie, reached) && follow(trie, steps, size, at + 1, reached, ids) < 0) return -1;
    }
    return 0;
}

/* Add the concepts of every phrase in words with these steps. */
static int phrases(const Trie *trie, const u32 *const *steps, Py_ssize_t size, List *ids) {
    for (Py_ssize_t at = 0; at + 1 < size; at++)
        for (u32 form = 0; form < steps[at][0]; form++) {
            const u32 node = step_node(steps[at], form);
            if (node && follow(trie, steps, size, at + 1, node, ids) < 0) return -1;
        }
    return 0;
}

/* gather(chunks, capital, tables): ids, the union of the hints, the sum of the digits, whether three single letters stand in a row,
 * how many capitals are no first letter, the first word or None. `capital` is the hint of a capital letter. */
static PyObject *gather(PyObject *module, PyObject *const *arguments, Py_ssize_t count) {
    (void)module;
    if (count != 3 || !PyList_Check(arguments[0])) return PyErr_Format(PyExc_TypeError, "gather(list of chunks, capital, tables of phrases)");
    PyObject *chunks = arguments[0], *first = Py_None;
    const unsigned long capital = PyLong_AsUnsignedLong(arguments[1]);
    if (capital == (unsigned long)-1 && PyErr_Occurred()) return NULL;
    Trie trie;
    if (open_trie(&trie, arguments[2]) < 0) return NULL;
    u32 hints = 0;
    long long digits = 0;
    Py_ssize_t size = 0, room = 0, capitals = 0, run = 0;
    int spaced = 0;
    const u32 **steps = NULL;
    List ids = {0};
    PyObject *result = NULL;
    for (Py_ssize_t at = 0; at < PyList_GET_SIZE(chunks); at++) {
        PyObject *chunk = PyList_GET_ITEM(chunks, at);
        if (!PyTuple_Check(chunk) || PyTuple_GET_SIZE(chunk) != CHUNK_FIELDS || !PyBytes_Check(PyTuple_GET_ITEM(chunk, CHUNK_PACKED))) {
            PyErr_Format(PyExc_TypeError, "no chunk");
            goto done;
        }
        const u32 *packed = (const u32 *)PyBytes_AS_STRING(PyTuple_GET_ITEM(chunk, CHUNK_PACKED));
        const u32 more = packed[WORDS];
        hints |= packed[HINTS];
        digits += packed[DIGITS];
        if (packed[HINTS] & capital) capitals += size || more < 2 ? 1 : 2;
        run += packed[LEAD];
        if (run >= RUN || packed[MOST] >= RUN) spaced = 1;
        if (packed[LEAD] < more) run = packed[TRAIL];
        if (!size && more) first = PyTuple_GET_ITEM(PyTuple_GET_ITEM(chunk, CHUNK_WORDS), 0);
        const u32 **all = with_room(steps, &room, size + more, sizeof(u32 *));
        if (!all) goto done;
        steps = all;
        const u32 *next = packed + HEAD + packed[SHOWN];
        for (u32 word = 0; word < more; word++, next += 1 + 2 * next[0]) steps[size++] = next;
        if (add_all(&ids, packed + HEAD, packed[SHOWN]) < 0) goto done;
    }
    if (phrases(&trie, steps, size, &ids) < 0) goto done;
    result = Py_BuildValue("y#kLOnO", ids.numbers ? (const char *)ids.numbers : "", ids.count * (Py_ssize_t)sizeof(u32), (unsigned long)hints, digits, spaced ? Py_True : Py_False, capitals, first);
done:
    PyMem_Free(steps);
    PyMem_Free(ids.numbers);
    close_trie(&trie);
    return result;
}

/* One step into the trie: the node that was reached, the word that comes next, how the words so far were read, the last of them, the step before. */
typedef struct {
    u32 node;
    PyObject *reading, *form; /* borrowed from the words and the tables */
    Py_ssize_t at, before;
} Step;

typedef struct {
    const Trie *trie;
    const char *begins; /* a token: whether it begins a sentence */
    PyObject *marks, *odd;
    Step *steps;
    Py_ssize_t count, room;
    Py_ssize_t *open; /* steps that are still to be looked at, the last one first */
    Py_ssize_t waiting, open_room;
} Walk;

static int step(Walk *walk, u32 node, PyObject *reading, PyObject *form, Py_ssize_t at, Py_ssize_t before) {
    Step *steps = with_room(walk->steps, &walk->room, walk->count + 1, sizeof(Step));
    if (steps) walk->steps = steps;
    Py_ssize_t *open = steps ? with_room(walk->open, &walk->open_room, walk->waiting + 1, sizeof(Py_ssize_t)) : NULL;
    if (!open) return -1;
    walk->open = open;
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

static PyObject *as_written(const Trie *trie) { return PyTuple_GET_ITEM(trie->readings, 0); }

/* marks[concept][length] |= 1 << index */
static int mark(PyObject *marks, PyObject *concept, PyObject *length, PyObject *bit) {
    PyObject *spans = PyDict_GetItemWithError(marks, concept);
    if (!spans) {
        if (PyErr_Occurred() || !(spans = PyDict_New())) return -1;
        const int failed = PyDict_SetItem(spans, length, bit) < 0 || PyDict_SetItem(marks, concept, spans) < 0;
        Py_DECREF(spans);
        return failed ? -1 : 0;
    }
    PyObject *mask = PyDict_GetItemWithError(spans, length);
    if (!mask && PyErr_Occurred()) return -1;
    PyObject *both = mask ? PyNumber_Or(mask, bit) : Py_NewRef(bit);
    const int failed = !both || PyDict_SetItem(spans, length, both) < 0;
    Py_XDECREF(both);
    return failed ? -1 : 0;
}

/* Note that `concept` at this place is not read as written: odd[concept, index, length] = how. */
static int note(PyObject *odd, PyObject *concept, Py_ssize_t index, PyObject *length, PyObject *how) {
    PyObject *key = Py_BuildValue("(OnO)", concept, index, length);
    const int failed = !key || PyDict_SetItem(odd, key, how) < 0;
    Py_XDECREF(key);
    return failed ? -1 : 0;
}

/* Tell the phrase that ends with a step, if one does and no sentence begins inside it. */
static int tell(const Walk *walk, Py_ssize_t number, Py_ssize_t index) {
    const Step *here = &walk->steps[number];
    const u32 *record = walk->trie->ids + walk->trie->records[here->node], size = record[0] & COUNT;
    if (!size) return 0;
    for (Py_ssize_t inside = index + 1; inside < here->at; inside++)
        if (walk->begins[inside]) return 0;
    PyObject *plain = as_written(walk->trie), *reading = same(here->reading, plain) ? PyTuple_GET_ITEM(walk->trie->readings, (record[0] & ~RECORD) >> READING_BITS) : here->reading;
    PyObject *one = PyLong_FromLong(1), *shift = PyLong_FromSsize_t(index), *length = PyLong_FromSsize_t(here->at - index), *how = NULL;
    PyObject *bit = one && shift && length ? PyNumber_Lshift(one, shift) : NULL;
    int failed = !bit;
    if (!failed && !same(reading, plain)) {
        PyObject *read = words_read(walk, number);
        how = read ? PyTuple_Pack(2, read, reading) : NULL;
        Py_XDECREF(read);
        failed = !how;
    }
    for (u32 i = 1; !failed && i <= size; i++) {
        PyObject *concept = PyLong_FromUnsignedLong(record[i]);
        failed = !concept || mark(walk->marks, concept, length, bit) < 0 || (how && note(walk->odd, concept, index, length, how) < 0);
        Py_XDECREF(concept);
    }
    Py_XDECREF(one);
    Py_XDECREF(shift);
    Py_XDECREF(length);
    Py_XDECREF(bit);
    Py_XDECREF(how);
    return failed ? -1 : 0;
}

/* Go on from a step with every form of the next word. */
static int go_on(Walk *walk, Py_ssize_t number, PyObject *next_word) {
    const Step here = walk->steps[number];
    PyObject *steps = slot_of(next_word, name_steps, &of_steps), *forms = NULL;
    if (!steps) return -1;
    const u32 *next = (const u32 *)PyBytes_AS_STRING(steps);
    int failed = 0;
    for (u32 i = 0; !failed && i < next[0]; i++) {
        const u32 node = led_to(walk->trie, here.node, step_number(next, i));
        if (!node) continue;
        if (!forms && !(forms = slot_of(next_word, name_forms, &of_forms))) failed = 1;
        if (!failed) {
            PyObject *form = PyTuple_GET_ITEM(PyTuple_GET_ITEM(forms, i), 0), *how = PyTuple_GET_ITEM(PyTuple_GET_ITEM(forms, i), 1);
            failed = step(walk, node, same(how, as_written(walk->trie)) ? here.reading : how, form, here.at + 1, number) < 0;
        }
    }
    Py_DECREF(steps);
    Py_XDECREF(forms); /* the word keeps them */
    return failed ? -1 : 0;
}

/* Every phrase that begins with one form of the word at `index`. */
static int from_here(Walk *walk, PyObject *words, Py_ssize_t index, u32 node, u32 i) {
    PyObject *word = PyList_GET_ITEM(words, index), *forms = slot_of(word, name_forms, &of_forms), *form = slot_of(word, name_form, &of_form);
    const Py_ssize_t size = PyList_GET_SIZE(words);
    walk->count = walk->waiting = 0;
    int failed = !forms || !form || step(walk, node, PyTuple_GET_ITEM(PyTuple_GET_ITEM(forms, i), 1), form, index + 1, -1) < 0;
    while (!failed && walk->waiting) {
        const Py_ssize_t number = walk->open[--walk->waiting], at = walk->steps[number].at;
        failed = tell(walk, number, index) < 0;
        if (!failed && at < size && goes_on(walk->trie, walk->steps[number].node)) failed = go_on(walk, number, PyList_GET_ITEM(words, at)) < 0;
    }
    Py_XDECREF(forms);
    Py_XDECREF(form);
    return failed ? -1 : 0;
}

/* For each token whether it begins a sentence; `firsts` are the numbers of those that do. NULL with an exception. */
static char *beginnings(PyObject *firsts, Py_ssize_t size) {
    char *begins = PyMem_Calloc(size + 1, 1);
    if (!begins) return (char *)PyErr_NoMemory();
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(firsts); i++) {
        const Py_ssize_t first = PyLong_AsSsize_t(PyList_GET_ITEM(firsts, i));
        if (first < 0 || first >= size) {
            if (!PyErr_Occurred()) PyErr_Format(PyExc_IndexError, "no token %zd", first);
            PyMem_Free(begins);
            return NULL;
        }
        begins[first] = 1;
    }
    return begins;
}

/* phrase_marks(words, firsts, tables): where the phrases in `words` stand that cross none of the borders at `firsts`: concept -> length -> bits of their
 * first tokens; and (concept, first token, length) -> (the words read, reading) of those that are not as written. */
static PyObject *phrase_marks(PyObject *module, PyObject *const *arguments, Py_ssize_t count) {
    (void)module;
    if (count != 3 || !PyList_Check(arguments[0]) || !PyList_Check(arguments[1])) return PyErr_Format(PyExc_TypeError, "phrase_marks(list of words, list of first tokens, tables of phrases)");
    PyObject *words = arguments[0];
    Trie trie;
    if (open_trie(&trie, arguments[2]) < 0) return NULL;
    char *begins = beginnings(arguments[1], PyList_GET_SIZE(words));
    Walk walk = {.trie = &trie, .begins = begins, .marks = PyDict_New(), .odd = PyDict_New()};
    int failed = !begins || !walk.marks || !walk.odd;
    for (Py_ssize_t index = 0; !failed && index + 1 < PyList_GET_SIZE(words); index++) {
        PyObject *steps = slot_of(PyList_GET_ITEM(words, index), name_steps, &of_steps);
        failed = !steps;
        const u32 *here = steps ? (const u32 *)PyBytes_AS_STRING(steps) : NULL;
        for (u32 i = 0; !failed && i < here[0]; i++)
            if (step_node(here, i)) failed = from_here(&walk, words, index, step_node(here, i), i) < 0;
        Py_XDECREF(steps);
    }
    PyObject *result = failed ? NULL : PyTuple_Pack(2, walk.marks, walk.odd);
    Py_XDECREF(walk.marks);
    Py_XDECREF(walk.odd);
    PyMem_Free(walk.steps);
    PyMem_Free(walk.open);
    PyMem_Free(begins);
    close_trie(&trie);
    return result;
}

static PyMethodDef methods[] = {
    {"phrase_marks", (PyCFunction)(void (*)(void))phrase_marks, METH_FASTCALL, "Where the phrases in the words of a comment stand."},
    {"gather", (PyCFunction)(void (*)(void))gather, METH_FASTCALL, "What the chunks of one comment show, and the phrases in their words."},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "_presence", .m_doc = "The inner loop of the presence test.", .m_size = -1, .m_methods = methods};

PyMODINIT_FUNC PyInit__presence(void) {
    name_steps = PyUnicode_InternFromString("steps");
    name_forms = PyUnicode_InternFromString("forms");
    name_form = PyUnicode_InternFromString("form");
    return name_steps && name_forms && name_form ? PyModule_Create(&module) : NULL;
}
