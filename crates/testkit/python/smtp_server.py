"""A mail server that asks for STARTTLS and a password, for crates/testkit/src/smtp.rs.

Says its port, then one JSON line for each message that it takes. Each of --answer is what one message is answered with
instead of being taken. Ends with its standard input.
"""

import argparse
import asyncio
import json
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult


class Handler:
    def __init__(self, answers):
        self.answers = answers

    async def handle_DATA(self, server, session, envelope):
        if self.answers:
            answer = self.answers.pop(0)
            print(json.dumps({"answered": answer}), flush=True)
            return answer
        message = {
            "from": envelope.mail_from,
            "to": envelope.rcpt_tos,
            "tls": session.ssl is not None,
            "data": envelope.content.decode("utf-8"),
        }
        print(json.dumps(message), flush=True)
        return "250 taken"


async def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--certificate", required=True)
    parser.add_argument("--key", required=True)
    parser.add_argument("--username", required=True)
    parser.add_argument("--password", required=True)
    parser.add_argument("--answer", action="append", default=[])
    arguments = parser.parse_args()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(arguments.certificate, arguments.key)
    handler = Handler(arguments.answer)

    def authenticate(server, session, envelope, mechanism, data):
        good = (data.login, data.password) == (arguments.username.encode(), arguments.password.encode())
        return AuthResult(success=good)

    def connection():
        return SMTP(
            handler,
            hostname="localhost",
            require_starttls=True,
            tls_context=context,
            auth_required=True,
            authenticator=authenticate,
        )

    loop = asyncio.get_running_loop()
    server = await loop.create_server(connection, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)


asyncio.run(main())
