"""A small OpenID provider on loopback: discovery, authorize, token with an RS256 JWT, keys. It asks for no password.

    with identity_provider() as provider:
        provider.claims = {"sub": "1", "email": "mina@example.org", "email_verified": True}

`python -m tests.far_end.oidc PORT EMAIL` runs one by hand.
"""

from __future__ import annotations

import json
import secrets
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT = {"client_id": "isogloss-review", "client_secret": "known-to-both"}


@dataclass
class IdentityProvider:
    """Whoever comes is who `claims` says."""

    url: str = ""
    claims: dict[str, object] = field(default_factory=dict)
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, parameters={"kid": "1"}))
    nonces: dict[str, str] = field(default_factory=dict)
    """By authorization code."""

    def settings(self) -> str:
        """A workspace's `people/secrets.toml`."""
        lines = {**CLIENT, "server_metadata_url": f"{self.url}/.well-known/openid-configuration"}
        return "[auth]\n" + "".join(f'{name} = "{value}"\n' for name, value in lines.items())

    def discovery(self) -> dict[str, object]:
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/keys",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
        }

    def authorize(self, query: dict[str, list[str]]) -> str:
        """Where the browser is sent back to."""
        code = secrets.token_urlsafe(8)
        self.nonces[code] = query["nonce"][0]
        return f"{query['redirect_uri'][0]}?{urlencode({'code': code, 'state': query['state'][0]})}"

    def token(self, form: dict[str, list[str]]) -> dict[str, object]:
        now = int(time.time())
        claims = {"iss": self.url, "aud": CLIENT["client_id"], "iat": now, "exp": now + 600}
        claims |= self.claims | {"nonce": self.nonces.pop(form["code"][0])}
        signed = jwt.encode({"alg": "RS256", "kid": "1"}, claims, self.key)
        return {"access_token": "unused", "token_type": "Bearer", "expires_in": 600, "id_token": signed}


@contextmanager
def identity_provider(port: int = 0) -> Iterator[IdentityProvider]:
    """Serve a provider while the block runs."""
    provider = IdentityProvider()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            if parts.path == "/authorize":
                self.send_response(302)
                self.send_header("Location", provider.authorize(parse_qs(parts.query)))
                self.end_headers()
            elif parts.path == "/keys":
                self._send({"keys": [provider.key.as_dict(private=False)]})
            else:
                self._send(provider.discovery())

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self._send(provider.token(parse_qs(body)))

        def _send(self, content: dict[str, object]) -> None:
            body = json.dumps(content).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_arguments: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", port), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        provider.url = f"http://127.0.0.1:{server.server_port}"
        yield provider
        server.shutdown()


if __name__ == "__main__":
    with identity_provider(int(sys.argv[1])) as by_hand:
        by_hand.claims = {"sub": "1", "email": sys.argv[2], "email_verified": True}
        print(by_hand.settings())  # noqa: T201
        threading.Event().wait()
