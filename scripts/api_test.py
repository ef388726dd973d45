"""Property-based tests of the HTTP interfaces, on the stage that `scripts/api-test` sets.

Each server's document is fetched from /openapi.json. Identifiers that exist (codes, numbers, keys, batches) are offered
beside the generated ones, so that generated requests also reach what lies behind a look-up; the documents are
otherwise used as they are. schemathesis then makes requests, right and wrong ones, and holds every answer against the
document. Ends with 1 when any answer does not keep to it, or
when an operation was never carried out: then the test says nothing about its answer.
"""

import collections
import concurrent.futures
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time
import urllib.parse
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
BY = "A. Methodist"
# What refuses a request that breaks its schema; 413 is for more items than fit.
REFUSED = ["400", "401", "403", "404", "405", "406", "409", "413", "415", "422", "428", "429"]
SETTINGS = f"[checks.negative_data_rejection]\nexpected-statuses = {json.dumps(REFUSED)}\n"
GROUP = pathlib.Path("tests/data/group-front-end.csv")


def example(code):
    """A programme that keeps every rule, under a code of its own."""
    return json.loads(pathlib.Path("schemas/examples/programmes/java-developer.json").read_text()) | {"code": code}


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


def submit_a_programme(code):
    """A programme that waits for the operator; gives the submission."""
    return ask(f"{REGISTRY}/api/v1/programmes", AWARDING_BODY, json.dumps(example(code)).encode())


def opinions():
    """What the bodies that reviewed the example found, as they are entered at the issuer."""
    roles = {("Internal", False): "Internal", ("External", True): "ExternalEmployer"}
    for review in example("MC-TEST")["reviews"]:
        kept = {name: review[name] for name in ("reviewer", "reviewerId", "date", "decision", "document")}
        yield kept | {"role": roles[review["scope"], review["employer"]]}


def draft_programmes():
    """A draft that waits for reviews, and one that has them and waits for approval."""
    for code in ("MC-TO-REVIEW", "MC-TO-APPROVE"):
        ask(f"{ISSUER}/api/v1/programmes", STAFF, json.dumps({"by": BY, "programme": example(code)}).encode())
    for opinion in opinions():
        body = json.dumps({"by": BY, "review": opinion}).encode()
        ask(f"{ISSUER}/api/v1/programmes/MC-TO-APPROVE/reviews", STAFF, body)


def tag(url):
    with urllib.request.urlopen(url) as answer:
        return answer.headers["ETag"]


def offer(document, found, tags):
    """Lets schemas of identifiers and entity tags take what exists as one of two choices."""
    schemas = document["components"]["schemas"]
    for name, values in found.items():
        if name in schemas:
            form = schemas[name]
            schemas[name] = {"anyOf": [{"type": "string", "enum": values}, form], "description": form["description"]}
    for _, _, operation in operations(document):
        for parameter in operation.get("parameters", []):
            if parameter["name"] == "If-None-Match":
                parameter["schema"] = {"anyOf": [{"type": "string", "enum": tags}, {"type": "string"}]}


def operations(document):
    for path, item in document["paths"].items():
        for method, operation in item.items():
            yield method.upper(), path, operation


# How often an operation was answered with which status.
answered = collections.defaultdict(collections.Counter)


def tally(document, requests):
    title = document["info"]["title"]
    forms = [
        (method, re.compile(re.sub(r"\\{[^}]*\\}", "[^/]+", re.escape(path)) + "$"), operation["operationId"])
        for method, path, operation in operations(document)
    ]
    for _, _, operation in operations(document):
        answered[title, operation["operationId"]].update()
    for entry in requests["log"]["entries"]:
        path = urllib.parse.urlsplit(entry["request"]["url"]).path
        for method, form, operation in forms:
            if method == entry["request"]["method"] and form.match(path):
                answered[title, operation][entry["response"]["status"]] += 1


def never_carried_out():
    """Says how often each operation was answered with what; gives those that never succeeded."""
    never = []
    for (title, operation), statuses in sorted(answered.items()):
        print(f"{title}: {operation}:", ", ".join(f"{status} {times}x" for status, times in sorted(statuses.items())))
        if not any(200 <= status < 400 for status in statuses):
            never.append(f"{title}: {operation}")
    return never


def of(document, credential):
    """The operations that need the credential; with `None` those that need none."""
    for _, _, operation in operations(document):
        needed = {name for one in operation["security"] for name in one}
        if credential in needed or (credential is None and not needed):
            yield operation["operationId"]


def choose(operation, values):
    """Examples of an operation's parameters."""
    for parameter in operation["parameters"]:
        if parameter["name"] in values:
            parameter["example"] = values[parameter["name"]]


def examples(documents, delivery, submission, regretted):
    """Bodies that no generator finds: they are sent beside the generated ones."""

    def body(server, path, kind="application/json"):
        return documents[server]["paths"][path]["post"]["requestBody"]["content"][kind]

    def about(server, path, code, document):
        """The body for a path whose `code` is this one."""
        body(server, path)["example"] = document
        choose(documents[server]["paths"][path]["post"], {"code": code})

    body(VERIFIER, "/api/v1/verify")["example"] = delivery
    body(ISSUER, "/api/v1/imports", "text/csv")["example"] = GROUP.read_text()
    body(REGISTRY, "/api/v1/programmes")["example"] = example("MC-TEST-1")
    body(ISSUER, "/api/v1/programmes")["example"] = {"by": BY, "programme": example("MC-TEST-2")}
    about(ISSUER, "/api/v1/programmes/{code}/reviews", "MC-TO-REVIEW", {"by": BY, "review": next(opinions())})
    about(ISSUER, "/api/v1/programmes/{code}/approval", "MC-TO-APPROVE", {"by": BY})
    remarks = {
        "submittedAt": submission["submittedAt"],
        "remarks": [{"pointer": "/purpose", "message": "Түсініксіз", "language": "kk"}],
    }
    about(REGISTRY, "/api/v1/submissions/{code}/return", submission["programme"]["code"], remarks)
    taking_back = {"submittedAt": regretted["submittedAt"]}
    about(REGISTRY, "/api/v1/submissions/{code}/take-back", regretted["programme"]["code"], taking_back)
    body(REGISTRY, "/api/v1/awarding-bodies")["example"] = {
        "code": "another",
        "nameMap": {"kk": "Басқа", "ru": "Другой", "en": "Another"},
        "kind": "College",
        "keys": documents[REGISTRY]["components"]["schemas"]["Multikey"]["anyOf"][0]["enum"],
        "accreditation": {"from": "2026-01-01T00:00:00Z"},
    }


def run(name, url, document, only, token=None):
    with tempfile.TemporaryDirectory() as directory:
        file = pathlib.Path(directory) / "openapi.json"
        file.write_text(json.dumps(document))
        pathlib.Path(directory, "schemathesis.toml").write_text(SETTINGS)
        command = [sys.argv[1], "run", str(file), "--url", url, "--max-examples", EXAMPLES, "--seed", "1"]
        command += ["--checks", ",".join(CHECKS), "--phases", "examples,coverage,fuzzing", "--workers", "1"]
        command += ["--generation-database", "none", "--suppress-health-check", "all", "--warnings", "off"]
        command += ["--continue-on-failure", "--no-shrink", "--no-color"]
        command += ["--report", "har", "--report-har-path", f"{directory}/all.har"]
        if token:
            command += ["--header", f"Authorization: Bearer {token}"]
        for operation in only:
            command += ["--include-operation-id", operation]
        began = time.monotonic()
        done = subprocess.run(command, check=False, cwd=directory, stdout=subprocess.PIPE, text=True)
        kept = done.returncode == 0
        print(done.stdout)
        tally(document, json.loads(pathlib.Path(directory, "all.har").read_text()))
        print(f"== {name}: {'kept' if kept else 'NOT KEPT'}, {time.monotonic() - began:.0f} s", flush=True)
        return kept


def main():
    batch, certificates = issue_a_group()
    submission, regretted = submit_a_programme("MC-WAITS"), submit_a_programme("MC-REGRETTED")
    draft_programmes()
    bodies = ask(f"{REGISTRY}/api/v1/awarding-bodies")
    programmes = [one["programme"]["code"] for one in ask(f"{REGISTRY}/api/v1/programmes")["programmes"]]
    numbers = [one["number"] for one in certificates]
    draft = {"draft": certificates[0]["draft"], "programme": certificates[0]["programme"]}
    allocation = ask(f"{REGISTRY}/api/v1/allocations", AWARDING_BODY, json.dumps({"drafts": [draft]}).encode())
    found = {
        "HeiCode": [body["code"] for body in bodies],
        "ProgrammeCode": programmes,
        "StatusListName": [one["status"]["list"] for one in allocation["allocations"]],
        "DidUrl": [key["id"] for body in bodies for key in body["key"]],
        "Multikey": [key["id"].split("#")[1] for body in bodies for key in body["key"]],
        "DraftId": [one["draft"] for one in certificates],
        "BatchId": [batch],
    }
    tags = [tag(f"{REGISTRY}{path}") for path in ("/trust-list", "/contexts/mc/v1.jsonld", "/.well-known/did.json")]
    documents = {url: ask(f"{url}/openapi.json") for url in (REGISTRY, ISSUER, VERIFIER)}
    # Each server gets certificates of its own to revoke.
    for place, document in enumerate(documents.values()):
        offer(document, found | {"CertificateNumber": numbers[place::2] or numbers}, tags)
    examples(documents, ask(certificates[0]["link"]), submission, regretted)
    body = next(body for body in bodies if body["key"])
    key = body["key"][0]["id"].split("#")[1]
    wanted = {"code": certificates[0]["programme"], "key": key}
    choose(documents[REGISTRY]["paths"]["/api/v1/programmes/{code}/dictionary"]["get"], wanted)
    address = f"{REGISTRY}/api/v1/programmes/{wanted['code']}/dictionary?key={key}"
    choose(documents[REGISTRY]["paths"]["/dictionaries/{id}"]["get"], {"id": tag(address).strip('"')})

    # What ends something for good comes last: a programme, then the API keys by which the others ask, then a key, an
    # accreditation.
    ending = [["withdrawProgramme"], ["rotateApiKey", "revokeApiKey"]]
    registry, issuer, verifier = documents[REGISTRY], documents[ISSUER], documents[VERIFIER]
    of_body = [name for name in of(registry, "awardingBody") if name not in sum(ending, [])]
    # Two at a time; threads of one process trip over each other in Python 3.11 and gain nothing.
    with concurrent.futures.ThreadPoolExecutor(2) as both:
        first = [
            both.submit(run, "issuer, as staff", ISSUER, issuer, of(issuer, "staff"), STAFF),
            both.submit(run, "registry, as an awarding body", REGISTRY, registry, of_body, AWARDING_BODY),
            both.submit(run, "registry, as anybody", REGISTRY, registry, of(registry, None)),
            both.submit(run, "verifier", VERIFIER, verifier, of(verifier, None)),
        ]
    kept = [done.result() for done in first]
    for last in ending:
        kept.append(run(f"registry, as an awarding body: {', '.join(last)}", REGISTRY, registry, last, AWARDING_BODY))
    kept.append(run("registry, as the operator", REGISTRY, registry, of(registry, "operator"), OPERATOR))
    never = never_carried_out()
    if never:
        print("never carried out:", ", ".join(never))
    sys.exit(0 if all(kept) and not never else 1)


main()
