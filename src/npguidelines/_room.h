/* Arrays that grow. Included by the C of `text` and `engine`. */
#ifndef NPGUIDELINES_ROOM_H
#define NPGUIDELINES_ROOM_H
#include <Python.h>

/* `items` with room for `needed` of `size` bytes, moved if need be, `*room` the number there is room for; NULL with an exception, `items` then stays as it is. */
static inline void *with_room(void *items, Py_ssize_t *room, Py_ssize_t needed, size_t size) {
    enum { SPARE = 64 };
    if (items && needed <= *room) return items;
    const Py_ssize_t more = 2 * needed + SPARE;
    void *larger = PyMem_Realloc(items, more * size);
    if (!larger) return PyErr_NoMemory();
    *room = more;
    return larger;
}

#endif
