/* Sets of tokens as rows of 64-bit words, bit i of the row for token i, and as Python's integers. Included by the C of `engine`. */
#ifndef NPGUIDELINES_ROWS_H
#define NPGUIDELINES_ROWS_H
#include <Python.h>
#include <stdint.h>
#include <string.h>

typedef uint64_t u64;

/* Read a Python integer that is not negative into a row of `width` words; OverflowError for bits beyond it. */
static inline int read_row(PyObject *number, u64 *row, Py_ssize_t width) {
    if (width == 1) {
        row[0] = PyLong_AsUnsignedLongLong(number);
        return row[0] == (u64)-1 && PyErr_Occurred() ? -1 : 0;
    }
    PyObject *bytes = PyObject_CallMethod(number, "to_bytes", "ns", width * 8, "little");
    if (!bytes) return -1;
    memcpy(row, PyBytes_AS_STRING(bytes), width * 8);
    Py_DECREF(bytes);
    return 0;
}

/* The integer of a row: a new reference. */
static inline PyObject *told_row(const u64 *row, Py_ssize_t width) {
    if (width == 1) return PyLong_FromUnsignedLongLong(row[0]);
    return PyObject_CallMethod((PyObject *)&PyLong_Type, "from_bytes", "y#s", (const char *)row, width * 8, "little");
}

static inline int any_bit(const u64 *row, Py_ssize_t width) {
    for (Py_ssize_t i = 0; i < width; i++)
        if (row[i]) return 1;
    return 0;
}

/* into = row >> shift */
static inline void shifted(const u64 *row, Py_ssize_t shift, Py_ssize_t width, u64 *into) {
    const Py_ssize_t words = shift >> 6;
    const int bits = (int)(shift & 63);
    for (Py_ssize_t i = 0; i < width; i++) {
        const Py_ssize_t from = i + words;
        const u64 low = from < width ? row[from] : 0, high = from + 1 < width ? row[from + 1] : 0;
        into[i] = bits ? (low >> bits) | (high << (64 - bits)) : low;
    }
}

#endif
