// Where things are for a test: the programs under test, the source tree, and a folder of its own.
#ifndef HARNESS_PLACE_H
#define HARNESS_PLACE_H

// The build folder, absolute: BUILD from the environment, else `build`. Tests are started from the top of the source tree.
const char *place_build(void);
const char *place_viewer(void); // the program `aioscope` in it
const char *place_top(void);    // the top of the source tree

// A folder for this test program, made at the first call and removed with all that is in it when the program exits.
const char *place_temp(void);

// Paths put together; the caller frees them.
char *place_in_top(const char *name);
char *place_in_temp(const char *name);

// Write a file into the temporary folder and give its path, to be freed by the caller. `len` bytes, or up to the NUL for (size_t)-1.
char *place_write(const char *name, const char *bytes, unsigned long len);
#define PLACE_TEXT ((unsigned long)-1)

// Names of the files in a folder (relative to the top) that end in `suffix`, sorted: full paths, NULL at the end, all the caller's.
// Folders are searched too where `deep`.
char **place_list(const char *folder, const char *suffix, int deep);

#endif
