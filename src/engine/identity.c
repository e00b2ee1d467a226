#include "engine/identity.h"

#include <stdlib.h>

#include "base/mem.h"
#include "engine/version.h"

static Identity *look(Identities *identities, PyObject *address) {
    size_t i = (size_t)(((uintptr_t)address >> 4) * 0x9E3779B97F4A7C15u >> 20);
    for (;; i++) {
        Identity *item = &identities->items[i & (identities->size - 1)];
        if (!item->address || item->address == address) return item;
    }
}

static bool is_alive(const Identity *item) {
    return item->weak && version_weakly_is(item->weak, item->address);
}

// Twice the room for those that live; the dead go.
static void make_room(Identities *identities) {
    Identities old = *identities;
    size_t alive = 0;
    for (size_t i = 0; i < old.size; i++) alive += is_alive(&old.items[i]);
    identities->size = 64;
    while (identities->size < alive * 4) identities->size *= 2;
    identities->items = mem_new(identities->size * sizeof *identities->items);
    identities->used = alive;
    for (size_t i = 0; i < old.size; i++) {
        if (is_alive(&old.items[i])) *look(identities, old.items[i].address) = old.items[i];
        else Py_XDECREF(old.items[i].weak);
    }
    free(old.items);
}

uint32_t identity_find(Identities *identities, PyObject *object) {
    if (!identities->size) return 0;
    const Identity *item = look(identities, object);
    return item->address && is_alive(item) ? item->number : 0;
}

uint32_t identity_set(Identities *identities, PyObject *object, uint32_t number) {
    PyObject *weak = PyWeakref_NewRef(object, NULL);
    if (!weak) {
        PyErr_Clear();
        return 0;
    }
    if (identities->used * 2 >= identities->size) make_room(identities);
    Identity *item = look(identities, object);
    identities->used += !item->address;
    Py_XDECREF(item->weak);
    *item = (Identity){object, weak, number};
    return number;
}

uint32_t identity_of(Identities *identities, PyObject *object) {
    uint32_t number = identity_find(identities, object);
    return number ? number : identity_set(identities, object, ++identities->last);
}
