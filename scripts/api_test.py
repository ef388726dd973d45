"""Property-based tests of the HTTP interfaces, on the stage that `scripts/api-test` sets.

Each server's document is fetched from /openapi.json. Identifiers that exist (codes, numbers, keys, batches) are offered
beside the generated ones, so that generated requests also reach what lies behind a look-up; the documents are
otherwise used as they are. schemathesis then makes requests, right and wrong ones, and holds every answer against the
document. Ends with 1 when any answer does not keep to it.
"""

import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time
import urllib.request

EXAMPLES = os.environ.get("EXAMPLES", "200")

CHECKS = [
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "negative_data_rejection",
    "ignored_auth",
    "unsupported_method",
    "allow_header_conformance",
]


def secret(variable):
    return pathlib.Path(os.environ[variable]).read_text().strip()


REGISTRY, ISSUER, VERIFIER = (os.environ[f"{name}_URL"] for name in ("REGISTRY", "ISSUER", "VERIFIER"))
OPERATOR = secret("OPERATOR_TOKEN_FILE")
AWARDING_BODY = secret("AWARDING_BODY_KEY_FILE")
STAFF = secret("STAFF_TOKEN_FILE")
GROUP = pathlib.Path("tests/data/group-front-end.csv")


def ask(url, token=None, body=None, kind="application/json"):
    headers = {"Content-Type": kind, "Accept": "application/json"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    with urllib.request.urlopen(urllib.request.Request(url, body, headers)) as answer:
        return json.load(answer)


def issue_a_group():
    """Certificates for a group; gives the batch and its certificates."""
    batch = ask(f"{ISSUER}/api/v1/imports?file=group.csv", STAFF, GROUP.read_bytes(), "text/csv")["batch"]["id"]
    ask(f"{ISSUER}/api/v1/batches/{batch}/confirmation", STAFF, b"")
    for _ in range(600):
        if "finishedAt" in ask(f"{ISSUER}/api/v1/batches/{batch}", STAFF):
            return batch, ask(f"{ISSUER}/api/v1/batches/{batch}/certificates", STAFF)
        time.sleep(0.1)
    sys.exit("the group was not issued within a minute")


def offer(document, found):
    """Lets schemas of identifiers take what exists as one of two choices."""
    schemas = document["components"]["schemas"]
    for name, values in found.items():
        if name in schemas:
            form = schemas[name]
            schemas[name] = {"anyOf": [{"type": "string", "enum": values}, form], "description": form["description"]}


def run(name, url, document, token=None, only=None, without=None):
    with tempfile.TemporaryDirectory() as directory:
        file = pathlib.Path(directory) / "openapi.json"
        file.write_text(json.dumps(document))
        command = [sys.argv[1], "run", str(file), "--url", url, "--max-examples", EXAMPLES, "--seed", "1"]
        command += ["--checks", ",".join(CHECKS), "--phases", "examples,coverage,fuzzing", "--workers", "2"]
        command += ["--generation-database", "none", "--suppress-health-check", "all", "--warnings", "off"]
        command += ["--continue-on-failure", "--no-shrink", "--no-color"]
        if token:
            command += ["--header", f"Authorization: Bearer {token}"]
        for operation in only or []:
            command += ["--include-operation-id", operation]
        for operation in without or []:
            command += ["--exclude-operation-id", operation]
        print(f"== {name}", flush=True)
        began = time.monotonic()
        kept = subprocess.run(command, check=False, cwd=directory).returncode == 0
        print(f"== {name}: {'kept' if kept else 'NOT KEPT'}, {time.monotonic() - began:.0f} s", flush=True)
        return kept


def main():
    batch, certificates = issue_a_group()
    bodies = ask(f"{REGISTRY}/api/v1/awarding-bodies")
    programmes = [one["programme"]["code"] for one in ask(f"{REGISTRY}/api/v1/programmes")]
    numbers = [one["number"] for one in certificates]
    draft = {"draft": certificates[0]["draft"], "programme": certificates[0]["programme"]}
    allocation = ask(f"{REGISTRY}/api/v1/allocations", AWARDING_BODY, json.dumps({"drafts": [draft]}).encode())
    found = {
        "HeiCode": [body["code"] for body in bodies],
        "ProgrammeCode": programmes,
        "CertificateNumber": numbers,
        "StatusListName": [one["status"]["list"] for one in allocation["allocations"]],
        "DidUrl": [key["id"] for body in bodies for key in body["key"]],
        "DraftId": [one["draft"] for one in certificates],
        "BatchId": [batch],
    }
    documents = {url: ask(f"{url}/openapi.json") for url in (REGISTRY, ISSUER, VERIFIER)}
    for document in documents.values():
        offer(document, found)
    delivery = ask(certificates[0]["link"])
    body = documents[VERIFIER]["paths"]["/api/v1/verify"]["post"]["requestBody"]["content"]
    body["application/json"]["example"] = delivery
    body = documents[ISSUER]["paths"]["/api/v1/imports"]["post"]["requestBody"]["content"]
    body["text/csv"]["example"] = GROUP.read_text()

    # The operations that end something for good come last: a key, an accreditation, a credential.
    ending = ["withdrawProgramme"]
    kept = [
        run("verifier", VERIFIER, documents[VERIFIER]),
        run("issuer, as staff", ISSUER, documents[ISSUER], STAFF),
        run("registry, as an awarding body", REGISTRY, documents[REGISTRY], AWARDING_BODY, without=ending),
        run("registry, withdrawal", REGISTRY, documents[REGISTRY], AWARDING_BODY, only=ending),
        run("registry, as the operator", REGISTRY, documents[REGISTRY], OPERATOR),
    ]
    sys.exit(0 if all(kept) else 1)


main()
