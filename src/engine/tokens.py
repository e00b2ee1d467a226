# Source from stdin to the runs of it that are drawn in a style of their own, a line each: LINE FROM TO KIND. FROM and TO count characters from 0; KIND is
# k a keyword, a async or await, s a string, n a number, c a comment. What CPython's tokenizer cannot read ends the list.
import io
import keyword
import sys
import tokenize

text = sys.stdin.buffer.read().decode('utf-8', 'replace')
lines = text.split('\n')
kinds = {tokenize.STRING: 's', tokenize.NUMBER: 'n', tokenize.COMMENT: 'c'}
runs = []


def tokens():
    """CPython's, but with each f-string and t-string as one, as it was until 3.11."""
    inside = []
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        name = tokenize.tok_name[token.type]
        if name in ('FSTRING_START', 'TSTRING_START'):
            inside.append(token)
        elif name in ('FSTRING_END', 'TSTRING_END'):
            start = inside.pop().start
            if not inside:
                yield token._replace(type=tokenize.STRING, start=start)
        elif not inside:
            yield token


try:
    for token in tokens():
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
