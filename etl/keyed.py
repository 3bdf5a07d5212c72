"""The two halves of a secret that the macro hmac_hex takes (HMAC-SHA256, RFC 2104)."""

from __future__ import annotations

BLOCK_BYTES = 64


def pads(secret: bytes) -> dict[str, bytes]:
    """`inner_pad` and `outer_pad` of a secret of at most 64 bytes, as values for SQL."""
    if len(secret) > BLOCK_BYTES:
        raise ValueError("a secret of more than 64 bytes would have to be hashed first")
    key = secret.ljust(BLOCK_BYTES, b"\0")
    return {
        "inner_pad": bytes(byte ^ 0x36 for byte in key),
        "outer_pad": bytes(byte ^ 0x5C for byte in key),
    }
