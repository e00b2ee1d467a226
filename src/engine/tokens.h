// CPython's own tokenizer for the viewer, which draws source and has no Python: source from stdin to runs on stdout, see tokens.py. In a process of its own,
// where no script runs.
#ifndef ENGINE_TOKENS_H
#define ENGINE_TOKENS_H

// Returns the exit status.
int tokens_run(void);

#endif
