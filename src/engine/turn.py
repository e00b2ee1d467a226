# A turn of our loop runs in C, but what a program sees on the stack meanwhile (tracebacks, warnings, inspect) has to be asyncio's own
# frames. So the turn is begun by functions that have the names, files, lines and locals of BaseEventLoop._run_once, Handle._run and the
# selector's select: they are made of the source of those, in which the parts that do the work are calls of ours.

def put_stand_ins(core, facade):
    import ast
    import selectors
    import tokenize
    import types
    from asyncio import base_events, events, selector_events

    def tree_of(function):
        """The function's own source as a tree with the lines and columns of the file."""
        code = function.__code__
        first, last = code.co_firstlineno, max(line for _, _, line in code.co_lines() if line)
        with tokenize.open(code.co_filename) as file:
            lines = [line for number, line in enumerate(file, 1) if first <= number <= last]
        tree = ast.parse('if 1:\n' + ''.join(lines))
        ast.increment_lineno(tree, first - 2)
        return tree.body[0].body[0]

    def compiled(function, tree, ours):
        """The tree as a function in the place of that one; a name in `ours` stands for what is found there."""
        class Marks(ast.NodeTransformer):
            def visit_Name(self, node):
                return ast.copy_location(ast.Constant(MARK + node.id), node) if node.id in ours else node

        old = function.__code__
        module = ast.fix_missing_locations(ast.Module([Marks().visit(tree)], []))
        with warnings.catch_warnings():
            warnings.simplefilter('ignore')  # a string is not callable
            code, = [part for part in compile(module, old.co_filename, 'exec', dont_inherit=True).co_consts if isinstance(part, types.CodeType)]
        found = {MARK + name: value for name, value in ours.items()}
        constants = tuple(found.get(value, value) if isinstance(value, str) else value for value in code.co_consts)
        code = code.replace(co_consts=constants, co_qualname=old.co_qualname)
        return types.FunctionType(code, function.__globals__, function.__name__, function.__defaults__)

    def nodes(tree, kind, text):
        return [node for node in ast.walk(tree) if isinstance(node, kind) and ast.unparse(node).startswith(text)]

    def statements(text, place):
        """Lines of ours, all of them where `place` is."""
        body = ast.parse(text).body
        for statement in body:
            for node in ast.walk(statement):
                ast.copy_location(node, place)
        return body

    class Instead(ast.NodeTransformer):
        def __init__(self, node, new):
            self.node, self.new = node, new

        def visit(self, node):
            return self.new if node is self.node else self.generic_visit(node)

    def run():
        """Handle._run: calls the handles of the turn, and is `self` to each of them."""
        function = events.Handle._run
        tree = tree_of(function)
        call, = nodes(tree, ast.Expr, 'self._context.run(')
        tree = Instead(call, statements('def f(): return call(self)', call)[0].body[0]).visit(tree)
        return compiled(function, tree, {'call': core.turn_call})

    def select():
        """The selector's select while the loop sleeps: a signal's handler finds itself there."""
        function = selectors.DefaultSelector.select
        tree = tree_of(function)
        poll, = nodes(tree, ast.Call, 'self._selector.poll(')
        tree.body = statements('def f(): return sleep(self)', poll)[0].body
        return compiled(function, tree, {'sleep': core.turn_sleep})

    def close():
        """The selector's close: whatever it alone still held goes there."""
        function = selectors._BaseSelectorImpl.close
        tree = tree_of(function)
        cleared, = nodes(tree, ast.Call, 'self._fd_to_key.clear(')
        tree.body = statements('close(self._loop)', cleared)
        inner = compiled(function, tree, {'close': core.poll_close})
        function = selectors.DefaultSelector.close
        tree = tree_of(function)
        above, = nodes(tree, ast.Call, 'super().close(')
        tree.body = statements('close(self)', above)
        return compiled(function, tree, {'close': inner})

    def run_once():
        function = base_events.BaseEventLoop._run_once
        tree = tree_of(function)
        polled, = nodes(tree, ast.Call, 'self._selector.select(')
        each, = nodes(tree, ast.For, 'for i in range(ntodo):')
        taken, = nodes(each, ast.Call, 'self._ready.popleft()')
        debugged, plain = sorted(nodes(each, ast.Expr, 'handle._run()'), key=lambda node: node.lineno)
        began = statements('ntodo = begin(self)\nif ntodo is ...: ntodo = select(self)', polled)
        each.body = Instead(taken, statements('take(self)', taken)[0].value).visit(ast.Module(each.body, [])).body
        each.body = Instead(debugged, statements(IN_DEBUG_MODE, debugged)).visit(ast.Module(each.body, [])).body
        plainly = statements(ALL_OF_THEM, plain)[0]
        for node in ast.walk(plainly.body[0].body[0]):  # the handle that has run goes where the next is taken
            ast.copy_location(node, taken)
        plainly.orelse = [each, *statements('leave(self)', each)]
        tree.body = [*tree.body[:1], *began, plainly, tree.body[-1]]
        return compiled(function, tree, {
            'begin': core.turn_begin, 'select': select(), 'run': run(), 'take': core.turn_take, 'drop': core.turn_drop, 'start': core.turn_start,
            'end': core.turn_end, 'leave': core.turn_leave})

    def run_in_executor():
        """What is submitted to a pool of threads tells when it begins and ends."""
        function = base_events.BaseEventLoop.run_in_executor
        tree = tree_of(function)
        submitted, = nodes(tree, ast.Call, 'executor.submit(')
        answer, = nodes(tree, ast.Return, 'return futures.wrap_future(')
        submit = statements('submit(self, executor, method, func, *args)', submitted)[0].value
        submit.args[2] = submitted.func
        note = statements('note(future)', answer.value)[0].value
        note.args = [Instead(submitted, submit).visit(answer.value)]
        answer.value = note
        return compiled(function, tree, {'submit': core.submit, 'note': core.note_job})

    def watch_handle(name):
        """Makes the handle of _add_reader or _add_writer from within that function."""
        function = getattr(selector_events.BaseSelectorEventLoop, name)
        tree = tree_of(function)
        made, = nodes(tree, ast.Call, 'events.Handle(')
        tree.body = statements('def f(): return make(self, callback, args)', made)[0].body
        tree.body[0].value.args.append(made.args[3] if len(made.args) > 3 else made.keywords[0].value)  # its context
        return compiled(function, tree, {'make': core.watch_handle})

    MARK = 'aioscope: '
    IN_DEBUG_MODE = """
if start(self): handle._run()
else: run(self)
end(self)
"""
    ALL_OF_THEM = """
if ntodo is None:
    while (handle := run(self)) is None:
        handle = drop(self)
        if handle is not None: handle._run()
"""
    import warnings
    core.Core._run_once = run_once()
    core.Core.run_in_executor = run_in_executor()
    facade.close = close()
    core.watch_by(watch_handle('_add_reader'), watch_handle('_add_writer'))
