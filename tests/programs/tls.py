# TLS on streams: a certificate made for this file, checked by the client; start_tls; a client that does not trust.
import asyncio
import os
import ssl
import tempfile

CERTIFICATE = """\
-----BEGIN CERTIFICATE-----
MIIBnDCCAUGgAwIBAgIUDQ+mOYKOT+aaq8oZ+7p/5qzoPGgwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyMTAyMTY1OFoYDzIxMjYxMDI4
MDIxNjU4WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAAS0pFr072dSHV5mpd9ohka2ryLU+LXdCsheigKSS4McyaLogYNsDVGp
r/6noDLNKzKnd8nxhr6w7rHDKY75QAqlo28wbTAdBgNVHQ4EFgQUc/BA64b4l9vt
qCGbk4VFW+dTcywwHwYDVR0jBBgwFoAUc/BA64b4l9vtqCGbk4VFW+dTcywwDwYD
VR0TAQH/BAUwAwEB/zAaBgNVHREEEzARgglsb2NhbGhvc3SHBH8AAAEwCgYIKoZI
zj0EAwIDSQAwRgIhAJGxp9ET09qLZoh6Kw3+z5ykid5Lw4wRXY4QZvzr86RGAiEA
kG5C7jqDFmsmlm0IVPJT/by8ZDQGe0oymcorvRejc+o=
-----END CERTIFICATE-----
"""
KEY = """\
-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg6QOMGuU5PfsmvUqK
YjZSGCPiKqUC7/a83ZKUuuhyQjqhRANCAAS0pFr072dSHV5mpd9ohka2ryLU+LXd
CsheigKSS4McyaLogYNsDVGpr/6noDLNKzKnd8nxhr6w7rHDKY75QAql
-----END PRIVATE KEY-----
"""


async def answer(reader, writer):
    while line := await reader.readline():
        if line == b"start tls\n":
            writer.write(b"go\n")
            await writer.start_tls(server_side)
            continue
        writer.write(line.upper())
        await writer.drain()
    writer.close()


async def talk(reader, writer, words):
    answers = []
    for word in words:
        writer.write(word + b"\n")
        answers.append((await reader.readline())[:20])
    return answers


async def client(port, n):
    reader, writer = await asyncio.open_connection("127.0.0.1", port, ssl=client_side, server_hostname="localhost")
    answers = await talk(reader, writer, [b"client %d" % n, b"x" * 60000])
    cipher = writer.get_extra_info("ssl_object").version()
    writer.close()
    await writer.wait_closed()
    return answers, cipher


async def main():
    server = await asyncio.start_server(answer, "127.0.0.1", 0, ssl=server_side, limit=1 << 20)
    async with server:
        port = server.sockets[0].getsockname()[1]
        print(await asyncio.gather(*(client(port, n) for n in range(4))))
        errors = []
        asyncio.get_running_loop().set_exception_handler(lambda loop, context: errors.append(context))
        try:
            await asyncio.open_connection("127.0.0.1", port, ssl=ssl.create_default_context(), server_hostname="localhost")
        except ssl.SSLCertVerificationError as error:
            print(error.verify_message)
    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        if hasattr(asyncio.StreamWriter, "start_tls"):
            reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
            print(await talk(reader, writer, [b"plain", b"start tls"]))
            await writer.start_tls(client_side, server_hostname="localhost")
            print(await talk(reader, writer, [b"secret"]))
            writer.close()
            await writer.wait_closed()


server_side, client_side = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), ssl.create_default_context(cadata=CERTIFICATE)
with tempfile.TemporaryDirectory() as folder:
    for name, text in (("certificate", CERTIFICATE), ("key", KEY)):
        with open(os.path.join(folder, name), "w") as file:
            file.write(text)
    server_side.load_cert_chain(os.path.join(folder, "certificate"), os.path.join(folder, "key"))
asyncio.run(main())
