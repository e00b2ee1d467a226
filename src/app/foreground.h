// Another program on the terminal that the screen has given back: an editor, or another run of
// ours.
#ifndef APP_FOREGROUND_H
#define APP_FOREGROUND_H

#include <signal.h>

// While it runs ^C and ^\ are its alone, and ^Z stops us with it, so that the shell has the
// terminal: from before the terminal is given back until it is taken again.
typedef struct Foreground {
    struct sigaction ours[3];
} Foreground;
Foreground foreground_begin(void);
void foreground_end(const Foreground *foreground);

// In the child, before exec: signals as a shell would have them.
void foreground_child(void);

// The child's status, as from waitpid; -1 if there is none.
int foreground_wait(int pid);

#endif
