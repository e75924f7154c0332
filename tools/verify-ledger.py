#!/usr/bin/env python3
"""Checks a Gradus ledger that was exported to a file, or the proof of one record, and nothing else.

It was written from docs/guide/ledger.md, shares no code with Gradus, and needs only Python's standard library.

    verify-ledger.py ledger.jsonl [--key KEY] [--since CHECKPOINT-FILE]
    verify-ledger.py proof.json [--key KEY]

Exit code 0: sound. 1: tampered with. 2: unreadable. 3: incomplete.
"""
import argparse
import base64
import hashlib
import json
import sys

# NIST P-256.
P = 2**256 - 2**224 + 2**192 + 2**96 - 1
N = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
B = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B
G = (0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
     0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5)
SPKI = bytes.fromhex("3059301306072a8648ce3d020106082a8648ce3d030107034200" "04")


class Unreadable(Exception):
    """It is nothing that could be checked."""


class Tampered(Exception):
    """Something is not as it was signed."""


class Incomplete(Exception):
    """Records are missing at the end."""


def add(a, b):
    if a is None or b is None:
        return a or b
    if a[0] == b[0]:
        if (a[1] + b[1]) % P == 0:
            return None
        slope = (3 * a[0] * a[0] - 3) * pow(2 * a[1], -1, P) % P
    else:
        slope = (b[1] - a[1]) * pow(b[0] - a[0], -1, P) % P
    x = (slope * slope - a[0] - b[0]) % P
    return x, (slope * (a[0] - x) - a[1]) % P


def times(k, point):
    total = None
    while k:
        if k & 1:
            total = add(total, point)
        point, k = add(point, point), k >> 1
    return total


def der_integers(der):
    """The two numbers of an ECDSA signature, in the one form that DER allows."""
    def integer(at):
        if der[at] != 2 or der[at + 1] == 0 or der[at + 1] > 33:
            raise ValueError
        body = der[at + 2:at + 2 + der[at + 1]]
        if len(body) != der[at + 1] or body[0] > 127 or (len(body) > 1 and body[0] == 0 and body[1] < 128):
            raise ValueError
        return int.from_bytes(body, "big"), at + 2 + len(body)
    if len(der) < 8 or der[0] != 0x30 or der[1] != len(der) - 2:
        raise ValueError
    r, at = integer(2)
    s, at = integer(at)
    if at != len(der):
        raise ValueError
    return r, s


def is_signed(public, text, signature):
    try:
        r, s = der_integers(signature)
    except (ValueError, IndexError):
        return False
    if not (0 < r < N and 0 < s < N):
        return False
    e = int.from_bytes(hashlib.sha256(text).digest(), "big")
    w = pow(s, -1, N)
    point = add(times(e * w % N, G), times(r * w % N, public))
    return point is not None and point[0] % N == r


def b64(text):
    data = base64.b64decode(text, validate=True)
    if base64.b64encode(data).decode() != text:
        raise Unreadable("The Base64 is not in its one form.")
    return data


class Key:
    """A verification key: NAME+ID+BASE64 of a byte 2 and the key as SubjectPublicKeyInfo."""

    def __init__(self, text):
        try:
            self.name, self.id, encoded = text.strip().split("+", 2)
            data = b64(encoded)
        except ValueError as e:
            raise Unreadable("A verification key is written NAME+ID+BASE64.") from e
        spki = data[1:]
        if data[:1] != b"\x02" or spki[:len(SPKI)] != SPKI or len(spki) != len(SPKI) + 64:
            raise Unreadable("The key is none of ECDSA over P-256.")
        self.point = int.from_bytes(spki[-64:-32], "big"), int.from_bytes(spki[-32:], "big")
        x, y = self.point
        if (y * y - x * x * x + 3 * x - B) % P or hashlib.sha256(spki).hexdigest()[:8] != self.id:
            raise Unreadable("The key is not what its id says.")
        self.text = text.strip()


def read_checkpoint(note, key):
    """Origin, size and root of a signed note; whoever is named as the key's must have signed rightly."""
    text, blank, signatures = note.rpartition("\n\n")
    if not blank or not signatures.endswith("\n"):
        raise Unreadable("It is not a signed note.")
    text += "\n"
    own = []
    for line in signatures[:-1].split("\n"):
        parts = line.split(" ")
        if len(parts) != 3 or parts[0] != "\u2014":
            raise Unreadable("It is not a signed note.")
        try:
            data = b64(parts[2])
        except ValueError as e:
            raise Unreadable("It is not a signed note.") from e
        if parts[1] == key.name and data[:4].hex() == key.id:
            own.append(data[4:])
    if not own or not all(is_signed(key.point, text.encode(), signature) for signature in own):
        raise Tampered("The checkpoint is not signed with its key.")
    lines = text.split("\n")
    if len(lines) != 4 or not lines[1].isdigit() or str(int(lines[1])) != lines[1] or len(b64(lines[2])) != 32:
        raise Unreadable("It is not a checkpoint of a ledger.")
    return lines[0], int(lines[1]), b64(lines[2])


def node(left, right):
    return hashlib.sha256(b"\x01" + left + right).digest()


def leaf_of(record):
    return hashlib.sha256(b"\x00" + record).digest()


class Tree:
    """The roots of full subtrees from the left, each with its size."""

    def __init__(self):
        self.size, self.subtrees = 0, []

    def append(self, leaf):
        size, root = 1, leaf
        while self.subtrees and self.subtrees[-1][0] == size:
            size, root = size * 2, node(self.subtrees.pop()[1], root)
        self.subtrees.append((size, root))
        self.size += 1

    def root(self):
        if not self.subtrees:
            return hashlib.sha256(b"").digest()
        root = self.subtrees[-1][1]
        for _, left in reversed(self.subtrees[:-1]):
            root = node(left, root)
        return root


SHAPES = [["delete", "table"], ["insert", "table"], ["table", "update", "where"]]
NAMES = ["action", "actor", "at", "changes", "previous", "request_id", "sequence", "subject"]


class Number(str):
    """A number as it is written."""


def canonical(value):
    """A value in the form of RFC 8785; its numbers as they were written."""
    if isinstance(value, Number):
        return value
    if isinstance(value, dict):
        return "{%s}" % ",".join(f"{canonical(name)}:{canonical(value[name])}" for name in sorted(value))
    if isinstance(value, list):
        return "[%s]" % ",".join(map(canonical, value))
    return json.dumps(value, ensure_ascii=False)


def read_record(line, number):
    bad = Tampered(f"Record {number}: It is not a record of the ledger.")
    try:
        text = line.decode("utf-8")
        record = json.loads(text, parse_int=Number, parse_float=Number, parse_constant=lambda _: None)
        assert list(record) == NAMES
        for change in record["changes"]:
            assert sorted(change) in SHAPES and type(change["table"]) is str
            assert all(isinstance(change[part], dict) for part in change if part != "table")
        record["sequence"], record["at"] = int(record["sequence"]), int(record["at"])
        again = {**record, "sequence": Number(record["sequence"]), "at": Number(record["at"])}
    except (ValueError, AssertionError, TypeError) as e:
        raise bad from e
    if canonical(again) != text:
        raise Tampered(f"Record {number}: It is not in canonical form.")
    return record


def check_export(lines, header, trusted, since):
    key = Key(header["key"])
    origin, size, root = read_checkpoint(header["checkpoint"], key)
    if trusted and Key(trusted).text != key.text:
        raise Tampered("It is signed with another key than the one that you trust.")
    earlier = read_checkpoint(since, key) if since else None
    if earlier and (earlier[0] != origin or earlier[1] > size):
        raise Tampered("The ledger does not extend the earlier checkpoint.")
    tree, previous, at = Tree(), "0" * 64, None
    for line in lines:
        if earlier and tree.size == earlier[1] and tree.root() != earlier[2]:
            raise Tampered(f"The first {earlier[1]} records are not those of the earlier checkpoint.")
        number = tree.size
        if number >= size:
            raise Tampered(f"Record {number}: The checkpoint does not cover it.")
        record = read_record(line, number)
        if record["sequence"] != number:
            raise Tampered(f"Record {number}: It says that it is record {record['sequence']}.")
        if record["previous"] != previous:
            raise Tampered(f"Record {number}: " + (
                f"It does not name the leaf of record {number - 1}: one of the two was changed." if number
                else "It is the first, and names a record before it."))
        if at is not None and record["at"] < at:
            raise Tampered(f"Record {number}: It is older than the record before it.")
        leaf = leaf_of(line)
        tree.append(leaf)
        previous, at = leaf.hex(), record["at"]
    if tree.size < size:
        first, last = tree.size, size - 1
        raise Incomplete(f"Record {first} is missing." if first == last else f"Records {first} to {last} are missing.")
    if earlier and earlier[1] == size and tree.root() != earlier[2]:
        raise Tampered(f"The first {size} records are not those of the earlier checkpoint.")
    if tree.root() != root:
        raise Tampered("The records are not those that were signed: the root is another.")
    return f"{size} records of {origin} are what was signed with {key.text}."


def check_proof(proof, trusted):
    key = Key(proof["key"])
    origin, size, root = read_checkpoint(proof["checkpoint"], key)
    if trusted and Key(trusted).text != key.text:
        raise Tampered("It is signed with another key than the one that you trust.")
    line, at = proof["record"].encode(), proof["sequence"]
    record = read_record(line, at)
    wrong = Tampered(f"Record {at}: It is not in the ledger that was signed.")
    if record["sequence"] != at or not 0 <= at < size:
        raise wrong
    # RFC 9162, 2.1.3.2.
    index, last, computed = at, size - 1, leaf_of(line)
    for text in proof["inclusion"]:
        sibling = bytes.fromhex(text)
        if last == 0 or len(sibling) != 32:
            raise wrong
        if index & 1 or index == last:
            computed = node(sibling, computed)
            while index and not index & 1:
                index, last = index >> 1, last >> 1
        else:
            computed = node(computed, sibling)
        index, last = index >> 1, last >> 1
    if last != 0 or computed != root:
        raise wrong
    return f"Record {at} is in the ledger {origin} that was signed with {key.text}."


def check(data, trusted, since):
    try:
        proof = json.loads(data)
    except ValueError:
        proof = None
    try:
        if isinstance(proof, dict) and proof.get("format") == "gradus-ledger-proof/1":
            return check_proof(proof, trusted)
        lines = data.split(b"\n")
        lines = lines[:-1] if lines[-1] == b"" else lines
        header = json.loads(lines[0])
        if list(header) != ["checkpoint", "format", "key"] or header["format"] != "gradus-ledger/1":
            raise Unreadable("It is neither an exported ledger nor a proof.")
        return check_export(lines[1:], header, trusted, since)
    except (ValueError, KeyError, TypeError, AttributeError, IndexError) as e:
        raise Unreadable("It is neither an exported ledger nor a proof.") from e


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file")
    parser.add_argument("--key", help="the verification key that you trust")
    parser.add_argument("--since", help="a file with an earlier signed checkpoint")
    options = parser.parse_args()
    try:
        with open(options.file, "rb") as file:
            data = file.read()
        since = open(options.since, encoding="utf-8").read() if options.since else None
        print(check(data, options.key, since))
        return 0
    except Tampered as problem:
        print(problem)
        return 1
    except (Unreadable, OSError, UnicodeDecodeError) as problem:
        print(problem)
        return 2
    except Incomplete as problem:
        print(problem)
        return 3


if __name__ == "__main__":
    sys.exit(main())
