/* Read what Python classes keep in `__slots__` at its place, without a look-up by name. Included by the C of `text` and `engine`. */
#ifndef NPGUIDELINES_SLOTS_H
#define NPGUIDELINES_SLOTS_H
#include <Python.h>
#include <structmember.h>

typedef struct {        /* where the last class that was asked keeps the slot; one for each place that asks */
    PyTypeObject *type; /* kept, so that no other class takes its address */
    Py_ssize_t offset;
} SlotAt;

/* What `from` keeps under `name`: a new reference, or NULL with an exception. Anything but a plain slot is asked for as Python does. */
static inline PyObject *slot_of(PyObject *from, PyObject *name, SlotAt *at) {
    PyTypeObject *type = Py_TYPE(from);
    if (at->type != type) {
        PyObject *found = PyObject_GetAttr((PyObject *)type, name);
        if (!found) PyErr_Clear();
        const PyMemberDef *member = found && Py_IS_TYPE(found, &PyMemberDescr_Type) ? ((PyMemberDescrObject *)found)->d_member : NULL;
        const Py_ssize_t offset = member && member->type == T_OBJECT_EX ? member->offset : 0;
        Py_XDECREF(found);
        if (!offset) return PyObject_GetAttr(from, name);
        Py_XSETREF(at->type, (PyTypeObject *)Py_NewRef(type));
        at->offset = offset;
    }
    PyObject *kept = *(PyObject **)((char *)from + at->offset);
    return kept ? Py_NewRef(kept) : PyObject_GetAttr(from, name);
}

#endif
