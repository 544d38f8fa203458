/* The values of patterns in C: the same answers as `PlainValues` of engine/values.py, over rows of bits.
 *
 * A set of tokens is a row of `width` 64-bit words, bit i of the row for token i. A `Spans` is a list of (length, row): all
 * matches of a node by their length in tokens. `Values` reads the nodes of rulebook/program.py, the words and phrases of
 * text/document.py and the answers of the scan as they are. What is worked out is kept until the object goes.
 */
#define PY_SSIZE_T_CLEAN
#include "../_room.h"
#include "../_rows.h"
#include "../_slots.h"

typedef struct Spans {
    Py_ssize_t count;
    Py_ssize_t *lengths;
    u64 *rows;          /* `count` rows */
    PyObject *told;     /* the same as a dict, once asked for */
    struct Spans *next; /* told before this one, where it is `listed` */
    int listed;
} Spans;

typedef struct Block {
    struct Block *next;
    size_t used, room;
    char bytes[];
} Block;

typedef struct {
    PyObject *key;      /* a node, or the name of a feature */
    void *value;
} Slot;

typedef struct {        /* an open hash table by identity */
    Slot *slots;
    size_t size, used;
} Table;

typedef struct {
    uint32_t turn;      /* the comment for which the row holds */
    uint32_t row;       /* the tokens of the words that have the concept */
} OfWords;

typedef struct {
    Spans *value;       /* its marks, once worked out */
    PyObject *phrases;  /* where its phrases stand, borrowed from the document; NULL: nowhere */
    uint32_t turn;      /* the comment for which these hold */
} Concept;

typedef struct Board {  /* room for all concepts of a rulebook, used by one comment after the other */
    struct Board *next;
    Py_ssize_t size;
    uint32_t turn;
    u64 *rows;          /* of the words' concepts, `width` words each */
    Py_ssize_t used, room; /* of `rows` */
    OfWords *of_words;  /* apart and small, since a comment writes some thousands of them and asks for few */
    Concept concepts[];
} Board;

typedef struct {
    PyObject_HEAD
    PyObject *patterns, *phrases, *marked, *possible, *features, *referred, *refer;
    PyObject *kinds;    /* Id, Chain, Any_, Maybe, Test */
    Py_ssize_t size, width, most, n_concepts;
    long any_word;
    Block *blocks;
    u64 *all, *going_on;
    u64 **inside;       /* of length 1, 2, ... */
    Py_ssize_t n_inside;
    Board *board;
    Spans *telling;     /* those that were told as dicts */
    Table nodes, tests;
} Values;

static PyObject *name_concept, *name_ways, *name_nodes, *name_node, *name_gaps, *name_rarest, *name_tests, *name_ids;
static PyObject *name_all, *name_sentence_first, *name_by_word, *name_phrases, *name_size;
static Spans nothing;   /* no matches; also the mark of a concept that is being worked out */

static Spans *node_value(Values *self, PyObject *node);

/* ---- memory ---------------------------------------------------------------------------------------------------- */

static void *room_for(Values *self, size_t bytes) {
    bytes = (bytes + 15) & ~(size_t)15;
    Block *block = self->blocks;
    if (!block || block->used + bytes > block->room) {
        size_t room = bytes > 8000 ? bytes : 8000;
        Block *made = PyMem_Malloc(sizeof(Block) + room);
        if (!made) return PyErr_NoMemory();
        made->next = block;
        made->used = 0;
        made->room = room;
        self->blocks = block = made;
    }
    void *found = block->bytes + block->used;
    block->used += bytes;
    return found;
}

static void **slot(Table *table, PyObject *key) {
    if (table->used * 2 >= table->size) {
        const size_t size = table->size ? table->size * 2 : 128;
        Slot *slots = PyMem_Calloc(size, sizeof(Slot));
        if (!slots) {
            PyErr_NoMemory();
            return NULL;
        }
        for (size_t i = 0; i < table->size; i++) {
            if (!table->slots[i].key) continue;
            size_t at = ((uintptr_t)table->slots[i].key >> 4) & (size - 1);
            while (slots[at].key) at = (at + 1) & (size - 1);
            slots[at] = table->slots[i];
        }
        PyMem_Free(table->slots);
        table->slots = slots;
        table->size = size;
    }
    size_t at = ((uintptr_t)key >> 4) & (table->size - 1);
    while (table->slots[at].key && table->slots[at].key != key) at = (at + 1) & (table->size - 1);
    if (!table->slots[at].key) {
        table->slots[at].key = Py_NewRef(key);
        table->used++;
    }
    return &table->slots[at].value;
}

static Board *spare; /* boards that no comment uses; all of this runs under the lock of the interpreter */

static Board *board_for(Py_ssize_t size) {
    for (Board **at = &spare; *at; at = &(*at)->next) {
        Board *board = *at;
        if (board->size != size || board->turn == UINT32_MAX) continue;
        *at = board->next;
        board->turn++;
        board->used = 0;
        return board;
    }
    Board *made = PyMem_Calloc(1, sizeof(Board) + size * sizeof(Concept));
    if (made && !(made->of_words = PyMem_Calloc(size + 1, sizeof(OfWords)))) {
        PyMem_Free(made);
        made = NULL;
    }
    if (!made) return (Board *)PyErr_NoMemory();
    made->size = size;
    made->turn = 1;
    return made;
}

static void drop(Board *board) {
    PyMem_Free(board->rows);
    PyMem_Free(board->of_words);
    PyMem_Free(board);
}

static void give_back(Board *board) {
    enum { KEPT = 4, LARGE = 1 << 20 };
    int kept = 0;
    for (Board *at = spare; at; at = at->next) kept++;
    if (kept == KEPT || board->room > LARGE) {
        drop(board);
    } else {
        board->next = spare;
        spare = board;
    }
}

/* What is known of a concept. */
static inline Concept *known_of(Values *self, long number) {
    Concept *known = &self->board->concepts[number];
    if (known->turn != self->board->turn) {
        known->turn = self->board->turn;
        known->value = NULL;
        known->phrases = NULL;
    }
    return known;
}

/* ---- spans that grow ------------------------------------------------------------------------------------------- */

typedef struct {
    Spans *spans;       /* in the blocks of `Values`; rows move when it grows */
    Py_ssize_t room;
} Growing;

static int begin(Values *self, Growing *made) {
    made->room = 4;
    made->spans = room_for(self, sizeof(Spans));
    if (!made->spans) return -1;
    made->spans->count = 0;
    made->spans->told = NULL;
    made->spans->listed = 0;
    made->spans->lengths = room_for(self, made->room * sizeof(Py_ssize_t));
    made->spans->rows = room_for(self, made->room * self->width * sizeof(u64));
    return made->spans->lengths && made->spans->rows ? 0 : -1;
}

/* The row of a length, zeroed when new. */
static u64 *row_of(Values *self, Growing *growing, Py_ssize_t length) {
    Spans *spans = growing->spans;
    for (Py_ssize_t i = 0; i < spans->count; i++)
        if (spans->lengths[i] == length) return spans->rows + i * self->width;
    if (spans->count == growing->room) {
        const Py_ssize_t room = growing->room * 2;
        Py_ssize_t *lengths = room_for(self, room * sizeof(Py_ssize_t));
        u64 *rows = room_for(self, room * self->width * sizeof(u64));
        if (!lengths || !rows) return NULL;
        memcpy(lengths, spans->lengths, spans->count * sizeof(Py_ssize_t));
        memcpy(rows, spans->rows, spans->count * self->width * sizeof(u64));
        spans->lengths = lengths;
        spans->rows = rows;
        growing->room = room;
    }
    spans->lengths[spans->count] = length;
    u64 *row = spans->rows + spans->count++ * self->width;
    memset(row, 0, self->width * sizeof(u64));
    return row;
}

static int add_row(Values *self, Growing *growing, Py_ssize_t length, const u64 *row) {
    u64 *into = row_of(self, growing, length);
    if (!into) return -1;
    for (Py_ssize_t i = 0; i < self->width; i++) into[i] |= row[i];
    return 0;
}

static int merge(Values *self, Growing *growing, const Spans *other) {
    for (Py_ssize_t i = 0; i < other->count; i++)
        if (add_row(self, growing, other->lengths[i], other->rows + i * self->width) < 0) return -1;
    return 0;
}

/* Add a dict {length: bits}. */
static int merge_dict(Values *self, Growing *growing, PyObject *dict) {
    PyObject *key, *number;
    Py_ssize_t at = 0;
    u64 one, *row = &one;
    if (!PyDict_Check(dict)) {
        PyErr_Format(PyExc_TypeError, "spans must be a dict");
        return -1;
    }
    if (self->width > 1 && !(row = room_for(self, self->width * sizeof(u64)))) return -1;
    while (PyDict_Next(dict, &at, &key, &number)) {
        const Py_ssize_t length = PyLong_AsSsize_t(key);
        if (length == -1 && PyErr_Occurred()) return -1;
        if (read_row(number, row, self->width) < 0) return -1;
        if (any_bit(row, self->width) && add_row(self, growing, length, row) < 0) return -1;
    }
    return 0;
}

static PyObject *told(Values *self, Spans *spans) {
    if (spans == &nothing) return PyDict_New();
    if (!spans->told) {
        PyObject *dict = PyDict_New();
        for (Py_ssize_t i = 0; dict && i < spans->count; i++) {
            PyObject *length = PyLong_FromSsize_t(spans->lengths[i]), *row = told_row(spans->rows + i * self->width, self->width);
            if (!length || !row || PyDict_SetItem(dict, length, row) < 0) Py_CLEAR(dict);
            Py_XDECREF(length);
            Py_XDECREF(row);
        }
        spans->told = dict;
        if (dict && !spans->listed) {
            spans->listed = 1;
            spans->next = self->telling;
            self->telling = spans;
        }
    }
    return Py_XNewRef(spans->told);
}

/* ---- concepts -------------------------------------------------------------------------------------------------- */

static Spans *own_marks(Values *self, PyObject *ident, long number) {
    PyObject *possible = PyObject_CallMethodOneArg(self->possible, name_concept, ident);
    if (!possible) return NULL;
    const int open = PyObject_IsTrue(possible);
    Py_DECREF(possible);
    if (open <= 0) return open ? NULL : &nothing;
    Growing found;
    PyObject *nodes = PyDict_GetItemWithError(self->patterns, ident);
    if (!nodes && PyErr_Occurred()) return NULL;
    if (begin(self, &found) < 0) return NULL;
    if (nodes) {
        PyObject *ways = PyObject_CallMethodOneArg(self->possible, name_ways, ident);
        if (!ways) return NULL;
        if (!PyList_Check(ways) || !PyTuple_Check(nodes)) {
            Py_DECREF(ways);
            PyErr_Format(PyExc_TypeError, "ways must be a list, patterns tuples");
            return NULL;
        }
        Spans *value = &nothing;
        for (Py_ssize_t i = 0; value && i < PyList_GET_SIZE(ways); i++) {
            const Py_ssize_t way = PyLong_AsSsize_t(PyList_GET_ITEM(ways, i));
            if (way < 0 || way >= PyTuple_GET_SIZE(nodes)) {
                if (!PyErr_Occurred()) PyErr_Format(PyExc_IndexError, "no way %zd", way);
                value = NULL;
                break;
            }
            value = node_value(self, PyTuple_GET_ITEM(nodes, way));
            if (value && merge(self, &found, value) < 0) value = NULL;
        }
        Py_DECREF(ways);
        return value ? found.spans : NULL;
    }
    if (number == self->any_word) return !any_bit(self->all, self->width) || add_row(self, &found, 1, self->all) == 0 ? found.spans : NULL;
    PyObject *phrases = known_of(self, number)->phrases;
    if (phrases && merge_dict(self, &found, phrases) < 0) return NULL;
    const OfWords *words = &self->board->of_words[number];
    if (words->turn == self->board->turn && add_row(self, &found, 1, self->board->rows + (size_t)words->row * self->width) < 0) return NULL;
    if (!PyDict_GET_SIZE(self->marked)) return found.spans;
    PyObject *marked = PyDict_GetItemWithError(self->marked, ident);
    if (marked ? merge_dict(self, &found, marked) < 0 : PyErr_Occurred() != NULL) return NULL;
    return found.spans;
}

static long concept_number(Values *self, PyObject *ident) {
    const long number = PyLong_AsLong(ident);
    if ((number < 0 || number >= self->n_concepts) && !PyErr_Occurred()) PyErr_Format(PyExc_IndexError, "no concept %ld", number);
    return PyErr_Occurred() ? -1 : number;
}

static Spans *concept_value(Values *self, PyObject *ident) {
    const long number = concept_number(self, ident);
    if (number < 0) return NULL;
    Concept *known = known_of(self, number);
    if (known->value) return known->value;
    known->value = &nothing; /* a pronoun may ask for the concept that it stands for */
    Spans *found = known->value = own_marks(self, ident, number);
    if (!found) return NULL;
    const int refers = PySet_Contains(self->referred, ident);
    if (refers < 0) return NULL;
    if (refers) {
        PyObject *dict = told(self, found);
        PyObject *carried = dict ? PyObject_CallFunctionObjArgs(self->refer, (PyObject *)self, ident, dict, NULL) : NULL;
        Py_XDECREF(dict);
        if (found != &nothing) Py_CLEAR(found->told);
        if (!carried) return NULL;
        if (carried != Py_None) {
            Growing more;
            if (begin(self, &more) < 0 || merge_dict(self, &more, carried) < 0) {
                Py_DECREF(carried);
                return NULL;
            }
            found = known->value = more.spans;
        }
        Py_DECREF(carried);
    }
    return found;
}

/* ---- nodes ------------------------------------------------------------------------------------------------------ */

/* Whether each of a tuple of nodes matches at all; -1 for an error. */
static int met(Values *self, PyObject *nodes) {
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(nodes); i++) {
        const Spans *found = node_value(self, PyTuple_GET_ITEM(nodes, i));
        if (!found || !found->count) return found ? 0 : -1;
    }
    return 1;
}

/* First tokens from which `length` tokens lie in one sentence. */
static const u64 *inside(Values *self, Py_ssize_t length) {
    while (self->n_inside < length) {
        u64 *row = room_for(self, self->width * sizeof(u64));
        if (!row) return NULL;
        if (self->n_inside) {
            shifted(self->going_on, self->n_inside, self->width, row);
            for (Py_ssize_t i = 0; i < self->width; i++) row[i] &= self->inside[self->n_inside - 1][i];
        } else {
            memcpy(row, self->all, self->width * sizeof(u64));
        }
        self->inside[self->n_inside++] = row;
    }
    return self->inside[length - 1];
}

/* Add to `grown` the matches of `left` followed by those of `right` within `gap` tokens and the sentence. */
static int after(Values *self, const Spans *left, const Spans *right, long gap, Growing *grown, u64 *room) {
    const Py_ssize_t width = self->width;
    for (Py_ssize_t a = 0; a < left->count; a++)
        for (Py_ssize_t b = 0; b < right->count; b++)
            for (long skip = 0; skip <= gap; skip++) {
                const Py_ssize_t length = left->lengths[a] + skip + right->lengths[b];
                if (length > self->most) break;
                shifted(right->rows + b * width, left->lengths[a] + skip, width, room);
                for (Py_ssize_t i = 0; i < width; i++) room[i] &= left->rows[a * width + i];
                if (!any_bit(room, width)) continue;
                const u64 *mask = inside(self, length);
                if (!mask) return -1;
                for (Py_ssize_t i = 0; i < width; i++) room[i] &= mask[i];
                if (any_bit(room, width) && add_row(self, grown, length, room) < 0) return -1;
            }
    return 0;
}

typedef struct {
    const Spans *spans;
    long gap;
} Partial;

static Spans *chain_of(Values *self, PyObject *nodes, PyObject *gaps, PyObject *rarest) {
    if (!PyTuple_Check(nodes) || !PyTuple_Check(gaps) || !PyTuple_Check(rarest)) return PyErr_Format(PyExc_TypeError, "a chain of tuples"), NULL;
    const int possible = met(self, rarest);
    if (possible <= 0) return possible ? NULL : &nothing;
    const Py_ssize_t size = PyTuple_GET_SIZE(nodes);
    PyObject *maybe = PyTuple_GET_ITEM(self->kinds, 3);
    Partial *partial = room_for(self, (size + 1) * sizeof(Partial));
    u64 *room = room_for(self, self->width * sizeof(u64));
    if (!partial || !room) return NULL;
    Py_ssize_t count = 0;
    int empty = 1;
    for (Py_ssize_t number = 0; number < size; number++) {
        PyObject *part = PyTuple_GET_ITEM(nodes, number);
        const long gap = number < PyTuple_GET_SIZE(gaps) ? PyLong_AsLong(PyTuple_GET_ITEM(gaps, number)) : 0;
        if (gap == -1 && PyErr_Occurred()) return NULL;
        const Spans *spans = node_value(self, part);
        Growing grown;
        if (!spans || begin(self, &grown) < 0 || (empty && merge(self, &grown, spans) < 0)) return NULL;
        for (Py_ssize_t i = 0; i < count; i++)
            if (after(self, partial[i].spans, spans, partial[i].gap, &grown, room) < 0) return NULL;
        if ((PyObject *)Py_TYPE(part) == maybe) {
            for (Py_ssize_t i = 0; i < count; i++)
                if (partial[i].gap < gap) partial[i].gap = gap;
        } else {
            count = empty = 0;
            if (!grown.spans->count) return &nothing;
        }
        partial[count].spans = grown.spans;
        partial[count++].gap = gap;
    }
    Growing result;
    if (begin(self, &result) < 0) return NULL;
    for (Py_ssize_t i = 0; i < count; i++)
        if (merge(self, &result, partial[i].spans) < 0) return NULL;
    return result.spans;
}

/* The tokens that have a feature, as a row; remembered by the name. */
static const u64 *feature(Values *self, PyObject *name) {
    void **known = slot(&self->tests, name);
    if (!known || *known) return known ? *known : NULL;
    u64 *row = room_for(self, self->width * sizeof(u64));
    PyObject *features = row ? PyObject_CallNoArgs(self->features) : NULL;
    if (!features) return NULL;
    memset(row, 0, self->width * sizeof(u64));
    PyObject *tokens = PyDict_Check(features) ? PyDict_GetItemWithError(features, name) : NULL;
    if (!PyDict_Check(features)) PyErr_Format(PyExc_TypeError, "features must be a dict");
    const int failed = tokens ? read_row(tokens, row, self->width) < 0 : PyErr_Occurred() != NULL;
    Py_DECREF(features);
    if (failed) return NULL;
    known = slot(&self->tests, name);
    return known ? (*known = row) : NULL;
}

static Spans *test_of(Values *self, PyObject *inner, PyObject *tests) {
    const Spans *value = node_value(self, inner);
    if (!value || !value->count) return value ? &nothing : NULL;
    if (!PyTuple_Check(tests)) return PyErr_Format(PyExc_TypeError, "tests must be a tuple"), NULL;
    const Py_ssize_t width = self->width;
    u64 *mask = room_for(self, width * sizeof(u64)), *room = room_for(self, width * sizeof(u64));
    Growing result;
    if (!mask || !room || begin(self, &result) < 0) return NULL;
    memcpy(mask, self->all, width * sizeof(u64));
    for (Py_ssize_t n = 0; n < PyTuple_GET_SIZE(tests); n++) {
        PyObject *test = PyTuple_GET_ITEM(tests, n);
        const u64 *tokens = feature(self, PyTuple_GET_ITEM(test, 0));
        if (!tokens) return NULL;
        const u64 turned = PyTuple_GET_ITEM(test, 1) == Py_True ? 0 : ~(u64)0;
        for (Py_ssize_t i = 0; i < width; i++) mask[i] &= tokens[i] ^ turned;
    }
    for (Py_ssize_t k = 0; k < value->count; k++) {
        for (Py_ssize_t i = 0; i < width; i++) room[i] = value->rows[k * width + i] & mask[i];
        if (any_bit(room, width) && add_row(self, &result, value->lengths[k], room) < 0) return NULL;
    }
    return result.spans;
}

static Spans *worked_out(Values *self, PyObject *node) {
    PyObject *kind = (PyObject *)Py_TYPE(node);
    Spans *result = NULL;
    static SlotAt of_nodes, of_gaps, of_rarest, of_options, of_tested, of_tests, of_inner;
    if (kind == PyTuple_GET_ITEM(self->kinds, 1)) {
        PyObject *nodes = slot_of(node, name_nodes, &of_nodes), *gaps = nodes ? slot_of(node, name_gaps, &of_gaps) : NULL;
        PyObject *rarest = gaps ? slot_of(node, name_rarest, &of_rarest) : NULL;
        if (rarest) result = chain_of(self, nodes, gaps, rarest);
        Py_XDECREF(nodes);
        Py_XDECREF(gaps);
        Py_XDECREF(rarest);
    } else if (kind == PyTuple_GET_ITEM(self->kinds, 2)) {
        PyObject *nodes = slot_of(node, name_nodes, &of_options);
        Growing found;
        if (nodes && PyTuple_Check(nodes) && begin(self, &found) == 0) {
            result = found.spans;
            for (Py_ssize_t i = 0; result && i < PyTuple_GET_SIZE(nodes); i++) {
                const Spans *value = node_value(self, PyTuple_GET_ITEM(nodes, i));
                if (!value || merge(self, &found, value) < 0) result = NULL;
            }
        } else if (nodes && !PyErr_Occurred()) {
            PyErr_Format(PyExc_TypeError, "alternatives must be a tuple");
        }
        Py_XDECREF(nodes);
    } else if (kind == PyTuple_GET_ITEM(self->kinds, 4)) {
        PyObject *inner = slot_of(node, name_node, &of_tested), *tests = inner ? slot_of(node, name_tests, &of_tests) : NULL;
        if (tests) result = test_of(self, inner, tests);
        Py_XDECREF(inner);
        Py_XDECREF(tests);
    } else if (kind == PyTuple_GET_ITEM(self->kinds, 3)) {
        PyObject *inner = slot_of(node, name_node, &of_inner);
        if (inner) result = node_value(self, inner);
        Py_XDECREF(inner);
    } else {
        PyErr_Format(PyExc_TypeError, "no node: %R", node);
    }
    return result;
}

static Spans *node_value(Values *self, PyObject *node) {
    if ((PyObject *)Py_TYPE(node) == PyTuple_GET_ITEM(self->kinds, 0)) {
        static SlotAt of_concept;
        PyObject *ident = slot_of(node, name_concept, &of_concept);
        Spans *found = ident ? concept_value(self, ident) : NULL;
        Py_XDECREF(ident);
        return found;
    }
    void **known = slot(&self->nodes, node);
    if (!known) return NULL;
    if (*known) return *known;
    if (Py_EnterRecursiveCall(" in a pattern")) return NULL;
    Spans *found = worked_out(self, node);
    Py_LeaveRecursiveCall();
    if (!found) return NULL;
    known = slot(&self->nodes, node); /* the table may have grown */
    if (!known) return NULL;
    return *known = found;
}

/* ---- what Python sees -------------------------------------------------------------------------------------------- */

static PyObject *values_value(Values *self, PyObject *node) {
    Spans *found = node_value(self, node);
    return found ? told(self, found) : NULL;
}

static PyObject *values_starts(Values *self, PyObject *node) {
    const Spans *found = node_value(self, node);
    if (!found) return NULL;
    if (!found->count) return PyLong_FromLong(0);
    if (found->count == 1) return told_row(found->rows, self->width);
    u64 *row = room_for(self, self->width * sizeof(u64));
    if (!row) return NULL;
    memcpy(row, found->rows, self->width * sizeof(u64));
    for (Py_ssize_t k = 1; k < found->count; k++)
        for (Py_ssize_t i = 0; i < self->width; i++) row[i] |= found->rows[k * self->width + i];
    return told_row(row, self->width);
}

/* met(nodes): whether each of a tuple of nodes matches at all. */
static PyObject *values_met(Values *self, PyObject *nodes) {
    if (!PyTuple_Check(nodes)) return PyErr_Format(PyExc_TypeError, "met(tuple of nodes)");
    const int all = met(self, nodes);
    return all < 0 ? NULL : PyBool_FromLong(all);
}

static PyObject *values_concept(Values *self, PyObject *ident) {
    Spans *found = concept_value(self, ident);
    return found ? told(self, found) : NULL;
}

static PyObject *values_own(Values *self, PyObject *ident) {
    const long number = concept_number(self, ident);
    Spans *found = number < 0 ? NULL : own_marks(self, ident, number);
    PyObject *dict = found ? told(self, found) : NULL;
    if (dict && found != &nothing) Py_CLEAR(found->told); /* no table holds these */
    return dict;
}

/* Note the tokens of a word by its concepts, an array of 32-bit numbers. */
static int note_word(Values *self, PyObject *ids, const u64 *tokens) {
    Py_buffer buffer;
    if (PyObject_GetBuffer(ids, &buffer, PyBUF_SIMPLE) < 0) return -1;
    Board *board = self->board;
    const uint32_t *numbers = buffer.buf, turn = board->turn;
    const Py_ssize_t width = self->width, count = buffer.len / (Py_ssize_t)sizeof(uint32_t);
    int failed = buffer.len % (Py_ssize_t)sizeof(uint32_t) != 0;
    u64 *rows = with_room(board->rows, &board->room, board->used + count * width, sizeof(u64));
    if (!rows) {
        PyBuffer_Release(&buffer);
        return -1;
    }
    board->rows = rows;
    uint32_t row = (uint32_t)(board->used / width);
    for (Py_ssize_t i = 0; !failed && i < count; i++) {
        failed = numbers[i] >= self->n_concepts;
        if (failed) break;
        OfWords *known = &board->of_words[numbers[i]];
        if (known->turn != turn) {
            known->turn = turn;
            known->row = row;
            if (width == 1) rows[row] = tokens[0];
            else memcpy(rows + (size_t)row * width, tokens, width * sizeof(u64));
            row++;
        } else {
            for (Py_ssize_t w = 0; w < width; w++) rows[(size_t)known->row * width + w] |= tokens[w];
        }
    }
    board->used = (Py_ssize_t)row * width;
    PyBuffer_Release(&buffer);
    if (failed) PyErr_Format(PyExc_IndexError, "the concepts of a word must be numbers below %zd", self->n_concepts);
    return PyErr_Occurred() ? -1 : 0;
}

static int read_words(Values *self, PyObject *by_word) {
    PyObject *word, *number;
    Py_ssize_t at = 0;
    u64 *tokens = room_for(self, self->width * sizeof(u64));
    static SlotAt of_ids;
    if (!tokens) return -1;
    while (PyDict_Next(by_word, &at, &word, &number)) {
        if (read_row(number, tokens, self->width) < 0) return -1;
        PyObject *ids = slot_of(word, name_ids, &of_ids);
        const int failed = !ids || note_word(self, ids, tokens) < 0;
        Py_XDECREF(ids);
        if (failed) return -1;
    }
    return 0;
}

static int read_phrases(Values *self) {
    PyObject *ident, *places;
    for (Py_ssize_t at = 0; PyDict_Next(self->phrases, &at, &ident, &places);) {
        const long number = concept_number(self, ident);
        if (number < 0) return -1;
        known_of(self, number)->phrases = places; /* `phrases` keeps them */
    }
    return 0;
}

static int read_document(Values *self, PyObject *document) {
    PyObject *size = PyObject_GetAttr(document, name_size), *by_word = PyObject_GetAttr(document, name_by_word), *all = NULL, *first = NULL;
    self->phrases = PyObject_GetAttr(document, name_phrases);
    int failed = -1;
    if (!size || !by_word || !self->phrases) goto done;
    if (!PyDict_Check(by_word) || !PyDict_Check(self->phrases)) {
        PyErr_Format(PyExc_TypeError, "words and phrases must be dicts");
        goto done;
    }
    self->size = PyLong_AsSsize_t(size);
    if (self->size < 0) goto done;
    self->width = self->size ? (self->size + 63) / 64 : 1;
    self->all = room_for(self, self->width * sizeof(u64));
    self->going_on = room_for(self, self->width * sizeof(u64));
    self->inside = room_for(self, self->most * sizeof(u64 *));
    all = PyObject_GetAttr(document, name_all);
    first = PyObject_GetAttr(document, name_sentence_first);
    if (!self->all || !self->going_on || !self->inside || !all || !first) goto done;
    if (read_row(all, self->all, self->width) < 0 || read_row(first, self->going_on, self->width) < 0) goto done;
    for (Py_ssize_t i = 0; i < self->width; i++) self->going_on[i] = self->all[i] & ~self->going_on[i];
    failed = read_words(self, by_word) < 0 || read_phrases(self) < 0 ? -1 : 0;
done:
    Py_XDECREF(size);
    Py_XDECREF(by_word);
    Py_XDECREF(all);
    Py_XDECREF(first);
    return failed;
}

static void release(Values *self) {
    for (Spans *spans = self->telling; spans; spans = spans->next) Py_CLEAR(spans->told);
    for (size_t i = 0; i < self->nodes.size; i++) Py_XDECREF(self->nodes.slots[i].key);
    for (size_t i = 0; i < self->tests.size; i++) Py_XDECREF(self->tests.slots[i].key);
    if (self->board) give_back(self->board);
    PyMem_Free(self->nodes.slots);
    PyMem_Free(self->tests.slots);
    while (self->blocks) {
        Block *next = self->blocks->next;
        PyMem_Free(self->blocks);
        self->blocks = next;
    }
    Py_CLEAR(self->patterns);
    Py_CLEAR(self->phrases);
    Py_CLEAR(self->marked);
    Py_CLEAR(self->possible);
    Py_CLEAR(self->features);
    Py_CLEAR(self->referred);
    Py_CLEAR(self->refer);
    Py_CLEAR(self->kinds);
}

static PyObject *values_new(PyTypeObject *type, PyObject *arguments, PyObject *keywords) {
    PyObject *document, *patterns, *marked, *possible, *features, *referred, *refer, *kinds;
    long any_word;
    Py_ssize_t n_concepts, most;
    if (keywords && PyDict_GET_SIZE(keywords)) return PyErr_Format(PyExc_TypeError, "no keywords");
    if (!PyArg_ParseTuple(
            arguments, "OO!lO!OOO!OnO!n", &document, &PyDict_Type, &patterns, &any_word, &PyDict_Type, &marked, &possible, &features, &PyFrozenSet_Type,
            &referred, &refer, &n_concepts, &PyTuple_Type, &kinds, &most))
        return NULL;
    if (n_concepts < 0 || most < 1 || PyTuple_GET_SIZE(kinds) != 5) return PyErr_Format(PyExc_ValueError, "no such rulebook");
    Values *made = (Values *)type->tp_alloc(type, 0); /* all zero */
    if (!made) return NULL;
    made->patterns = Py_NewRef(patterns);
    made->marked = Py_NewRef(marked);
    made->possible = Py_NewRef(possible);
    made->features = Py_NewRef(features);
    made->referred = Py_NewRef(referred);
    made->refer = Py_NewRef(refer);
    made->kinds = Py_NewRef(kinds);
    made->any_word = any_word;
    made->n_concepts = n_concepts;
    made->most = most;
    made->board = board_for(n_concepts);
    if (!made->board || read_document(made, document) < 0) {
        Py_DECREF(made);
        return NULL;
    }
    return (PyObject *)made;
}

static void values_dealloc(Values *self) {
    release(self);
    Py_TYPE(self)->tp_free((PyObject *)self);
}

static PyMethodDef values_methods[] = {
    {"value", (PyCFunction)values_value, METH_O, "All matches of a node, within sentences."},
    {"starts", (PyCFunction)values_starts, METH_O, "The first tokens of all matches of a node."},
    {"met", (PyCFunction)values_met, METH_O, "Whether each of a tuple of nodes matches at all."},
    {"concept", (PyCFunction)values_concept, METH_O, "All marks of a concept: words, phrases, detectors, patterns, and what pronouns refer back to."},
    {"own", (PyCFunction)values_own, METH_O, "The marks of a concept without pronouns."},
    {NULL, NULL, 0, NULL},
};

static PyTypeObject ValuesType = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "npguidelines.engine._values.Values",
    .tp_doc = "The values of patterns over one document.",
    .tp_basicsize = sizeof(Values),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = values_new,
    .tp_dealloc = (destructor)values_dealloc,
    .tp_methods = values_methods,
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "_values", .m_doc = "The values of patterns in C.", .m_size = -1};

PyMODINIT_FUNC PyInit__values(void) {
    static const struct { PyObject **into; const char *name; } names[] = {
        {&name_concept, "concept"}, {&name_ways, "ways"}, {&name_nodes, "nodes"}, {&name_node, "node"}, {&name_gaps, "gaps"}, {&name_rarest, "rarest"},
        {&name_tests, "tests"}, {&name_ids, "ids"}, {&name_all, "all"}, {&name_sentence_first, "sentence_first"}, {&name_by_word, "by_word"},
        {&name_phrases, "phrases"}, {&name_size, "size"},
    };
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (!*names[i].into && !(*names[i].into = PyUnicode_InternFromString(names[i].name))) return NULL;
    if (PyType_Ready(&ValuesType) < 0) return NULL;
    PyObject *made = PyModule_Create(&module);
    if (made && PyModule_AddObjectRef(made, "Values", (PyObject *)&ValuesType) < 0) Py_CLEAR(made);
    return made;
}
