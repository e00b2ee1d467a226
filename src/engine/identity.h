// Numbers for objects of the script's: locks, queues, futures. An object keeps its number for life; a later one at the same address gets another.
#ifndef ENGINE_IDENTITY_H
#define ENGINE_IDENTITY_H

#include <Python.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct Identity {
    PyObject *address; // not owned; NULL: free
    PyObject *weak;    // a weak reference that proves it is still the same object
    uint32_t number;
} Identity;

typedef struct Identities { // {0} is empty
    Identity *items;
    size_t size, used;
    uint32_t last;
} Identities;

uint32_t identity_find(Identities *identities, PyObject *object);               // 0: none
uint32_t identity_set(Identities *identities, PyObject *object, uint32_t number); // 0 if it cannot be weakly referenced
uint32_t identity_of(Identities *identities, PyObject *object);                 // find, else the next number

#endif
