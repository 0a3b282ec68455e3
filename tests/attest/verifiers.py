"""What other people's verifiers say to files of proof: one process answers many questions.

Reads one JSON object from standard input, {"asks": [...]}, and prints one JSON list with an answer for each. An answer is
"accepted", or begins with "refused: ". The ask "flips" answers with the places in a file at which a changed byte was accepted.
"""

import contextlib
import io
import json
import os
import sys

import in_toto_attestation.v1.statement_pb2 as statement_pb2
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from google.protobuf import json_format
from in_toto.models._signer import load_public_key_from_file
from in_toto.models.metadata import Metadata
from in_toto.verifylib import in_toto_verify
from in_toto_attestation.predicates.provenance.v1 import provenance_pb2
from in_toto_attestation.predicates.test_result.v0 import test_result_pb2
from in_toto_attestation.predicates.vsa.v1 import vsa_pb2
from in_toto_attestation.v1.statement import Statement
from securesystemslib.dsse import Envelope
from securesystemslib.signer import SSlibKey

PREDICATES = {
    "https://in-toto.io/attestation/test-result/v0.1": test_result_pb2.TestResult,
    "https://slsa.dev/provenance/v1": provenance_pb2.Provenance,
    "https://slsa.dev/verification_summary/v1": vsa_pb2.VerificationSummary,
}


def key(path):
    with open(path, "rb") as file:
        return SSlibKey.from_crypto(load_pem_public_key(file.read()))


def verified(text, public):
    """The payload of an envelope whose signature holds."""
    envelope = Envelope.from_dict(json.loads(text))
    envelope.verify([public], 1)
    return envelope.payload


def read(path):
    with open(path, "rb") as file:
        return file.read()


def dsse(ask):
    verified(read(ask["file"]), key(ask["pem"]))


def statement(ask):
    """The signature, the statement, and the predicate where its type has a shape of its own."""
    payload = verified(read(ask["file"]), key(ask["pem"]))
    message = statement_pb2.Statement()
    json_format.Parse(payload, message)
    Statement.copy_from_pb(message).validate()
    said = json.loads(payload)
    shape = PREDICATES.get(said["predicateType"])
    if shape is not None:
        predicate = said["predicate"]
        # The specification has a list there; in the shape that this package ships it is one text.
        if "verifiedLevels" in predicate:
            (predicate["verifiedLevels"],) = predicate["verifiedLevels"]
        json_format.ParseDict(predicate, shape())


def layout(ask):
    os.chdir(ask["directory"])
    public = load_public_key_from_file(ask["pem"])
    metadata = Metadata.load(ask["layout"])
    in_toto_verify(metadata, {public["keyid"]: public}, ask["links"], persist_inspection_links=False)


def flips(ask):
    """Where a byte may be another one although what was signed is read as before, and where something else is read."""
    text, public = read(ask["file"]), key(ask["pem"])
    payload = verified(text, public)
    same, other = [], []
    for at in range(len(text)):
        changed = bytearray(text)
        changed[at] ^= ask["mask"]
        try:
            (same if verified(bytes(changed), public) == payload else other).append(at)
        except Exception:
            pass
    return {"length": len(text), "same": same, "other": other}


ASKS = {"dsse": dsse, "statement": statement, "layout": layout, "flips": flips}


def answer(ask):
    try:
        with contextlib.redirect_stderr(io.StringIO()), contextlib.redirect_stdout(io.StringIO()):
            told = ASKS[ask["ask"]](ask)
        return "accepted" if told is None else told
    except Exception as why:
        return f"refused: {type(why).__name__}: {str(why)[:300]}"


json.dump([answer(ask) for ask in json.load(sys.stdin)["asks"]], sys.stdout)
