/* The words one edit away from a misspelt one, in C: text/spelling.py tells what an edit is, tests/text/test_spelling.py holds both to the same answers.
 *
 * `sieve_of(words)` makes a Bloom filter of words (sixteen bits a word, two of them set); `sifted(form, sieve, heavy)` makes the edits of `form` and
 * returns those that the filter lets through: every word that is among the words, and one or two of a hundred others, for the caller to look up.
 */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stdint.h>
#include <string.h>

enum { LONGEST = 20, BITS_A_WORD = 16, LEAST_BITS = 1024 };

/* FNV-1a, a letter at a time, so that edits with the same beginning share its work. */
static const uint64_t START = 14695981039346656037ULL;
static inline uint64_t with(uint64_t hash, unsigned char letter) { return (hash ^ letter) * 1099511628211ULL; }

static uint64_t with_all(uint64_t hash, const unsigned char *letters, Py_ssize_t count) {
    for (Py_ssize_t i = 0; i < count; i++) hash = with(hash, letters[i]);
    return hash;
}

/* The two bits of a word in a filter of `mask` + 1 bits. */
static inline uint64_t first_bit(uint64_t hash, uint64_t mask) { return (hash ^ (hash >> 29)) & mask; }
static inline uint64_t second_bit(uint64_t hash, uint64_t mask) { return (hash >> 33) & mask; }
static inline int bit_of(const unsigned char *bits, uint64_t at) { return bits[at >> 3] >> (at & 7) & 1; }

static PyObject *sieve_of(PyObject *module, PyObject *words) {
    (void)module;
    PyObject *list = PySequence_Fast(words, "sieve_of(words)");
    if (!list) return NULL;
    uint64_t bits = LEAST_BITS;
    while (bits < (uint64_t)PySequence_Fast_GET_SIZE(list) * BITS_A_WORD) bits *= 2;
    PyObject *made = PyBytes_FromStringAndSize(NULL, (Py_ssize_t)(bits / 8));
    unsigned char *sieve = made ? (unsigned char *)PyBytes_AS_STRING(made) : NULL;
    if (sieve) memset(sieve, 0, bits / 8);
    for (Py_ssize_t i = 0; made && i < PySequence_Fast_GET_SIZE(list); i++) {
        Py_ssize_t size;
        const char *word = PyUnicode_AsUTF8AndSize(PySequence_Fast_GET_ITEM(list, i), &size);
        if (!word) {
            Py_CLEAR(made);
            break;
        }
        const uint64_t hash = with_all(START, (const unsigned char *)word, size);
        const uint64_t one = first_bit(hash, bits - 1), two = second_bit(hash, bits - 1);
        sieve[one >> 3] |= 1 << (one & 7);
        sieve[two >> 3] |= 1 << (two & 7);
    }
    Py_DECREF(list);
    return made;
}

typedef struct {
    const unsigned char *form, *sieve;
    Py_ssize_t size;
    uint64_t mask;
    PyObject *found;
    uint64_t begun[LONGEST + 1]; /* the hash of the first so many letters */
} Sifting;

/* Keep the edit that has the first `kept` letters of the form, then `letter` unless it is 0, then the form from `from` on. */
static int sift(Sifting *s, Py_ssize_t kept, unsigned char letter, Py_ssize_t from) {
    uint64_t hash = s->begun[kept];
    if (letter) hash = with(hash, letter);
    hash = with_all(hash, s->form + from, s->size - from);
    if (!bit_of(s->sieve, first_bit(hash, s->mask)) || !bit_of(s->sieve, second_bit(hash, s->mask))) return 0;
    char edit[LONGEST + 2];
    Py_ssize_t length = kept;
    memcpy(edit, s->form, kept);
    if (letter) edit[length++] = (char)letter;
    memcpy(edit + length, s->form + from, s->size - from);
    PyObject *word = PyUnicode_FromStringAndSize(edit, length + s->size - from);
    const int failed = !word || PyList_Append(s->found, word) < 0;
    Py_XDECREF(word);
    return failed ? -1 : 0;
}

/* Neighbours swapped, in a copy of the form. */
static int swap(Sifting *s, Py_ssize_t at) {
    unsigned char swapped[LONGEST];
    memcpy(swapped, s->form, s->size);
    swapped[at] = s->form[at + 1];
    swapped[at + 1] = s->form[at];
    const unsigned char *form = s->form;
    s->form = swapped;
    const int failed = sift(s, at, 0, at);
    s->form = form;
    return failed;
}

static int light(Sifting *s) {
    for (Py_ssize_t i = 1; i + 1 < s->size; i++)
        if (swap(s, i) < 0) return -1;
    for (Py_ssize_t i = 1; i <= s->size; i++)
        for (unsigned char letter = 'a'; letter <= 'z'; letter++)
            if (sift(s, i, letter, i) < 0) return -1;
    return 0;
}

static int heavy(Sifting *s) {
    for (Py_ssize_t i = 1; i < s->size; i++) {
        if (sift(s, i, 0, i + 1) < 0) return -1;
        for (unsigned char letter = 'a'; letter <= 'z'; letter++)
            if (sift(s, i, letter, i + 1) < 0) return -1;
    }
    return 0;
}

static PyObject *sifted(PyObject *module, PyObject *const *arguments, Py_ssize_t count) {
    (void)module;
    Sifting s;
    if (count != 3 || !PyUnicode_Check(arguments[0]) || !PyBytes_Check(arguments[1]))
        return PyErr_Format(PyExc_TypeError, "sifted(form, sieve, heavy)");
    const int all = PyObject_IsTrue(arguments[2]);
    s.form = (const unsigned char *)PyUnicode_AsUTF8AndSize(arguments[0], &s.size);
    if (all < 0 || !s.form) return NULL;
    const uint64_t bits = (uint64_t)PyBytes_GET_SIZE(arguments[1]) * 8;
    if (!PyUnicode_IS_ASCII(arguments[0]) || s.size < 1 || s.size > LONGEST || bits < LEAST_BITS || (bits & (bits - 1)))
        return PyErr_Format(PyExc_ValueError, "1 to %d ASCII letters, and a sieve of sieve_of", LONGEST);
    s.sieve = (const unsigned char *)PyBytes_AS_STRING(arguments[1]);
    s.mask = bits - 1;
    s.begun[0] = START;
    for (Py_ssize_t i = 0; i < s.size; i++) s.begun[i + 1] = with(s.begun[i], s.form[i]);
    s.found = PyList_New(0);
    if (s.found && (all ? heavy(&s) : light(&s)) < 0) Py_CLEAR(s.found);
    return s.found;
}

static PyMethodDef methods[] = {
    {"sieve_of", sieve_of, METH_O, "A Bloom filter of words."},
    {"sifted", (PyCFunction)(void (*)(void))sifted, METH_FASTCALL, "The light or the heavy edits of a form that a sieve lets through."},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "_edits", .m_doc = "The words one edit away.", .m_size = -1, .m_methods = methods};

PyMODINIT_FUNC PyInit__edits(void) { return PyModule_Create(&module); }
