# Source from stdin to the runs of it that are drawn in a style of their own, a line each: LINE FROM TO KIND. FROM and TO count characters from 0; KIND is
# k a keyword, a async or await, s a string, n a number, c a comment. What CPython's tokenizer cannot read ends the list.
import io
import keyword
import sys
import tokenize

text = sys.stdin.buffer.read().decode('utf-8', 'replace')
lines = text.split('\n')
kinds = {tokenize.STRING: 's', tokenize.NUMBER: 'n', tokenize.COMMENT: 'c'}
for name in ('FSTRING_START', 'FSTRING_MIDDLE', 'FSTRING_END'):
    if hasattr(tokenize, name):
        kinds[getattr(tokenize, name)] = 's'
runs = []
try:
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        kind = kinds.get(token.type)
        if token.type == tokenize.NAME and keyword.iskeyword(token.string):
            kind = 'a' if token.string in ('async', 'await') else 'k'
        if not kind:
            continue
        (line, start), (last, end) = token.start, token.end
        while line < last:
            runs.append(f'{line} {start} {len(lines[line - 1])} {kind}\n')
            line, start = line + 1, 0
        runs.append(f'{line} {start} {end} {kind}\n')
except (tokenize.TokenError, SyntaxError):
    pass
sys.stdout.write(''.join(runs))
