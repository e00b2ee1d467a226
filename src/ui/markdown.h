// What a lesson's author writes, in Markdown, as styled prose.
#ifndef UI_MARKDOWN_H
#define UI_MARKDOWN_H

#include "ui/rich.h"

// Append `text` to `rich`. With `has_bar` a bar stands left of it: the lesson speaks.
void markdown_render(Rich *rich, StrView text, bool ascii, bool has_bar);

#endif
