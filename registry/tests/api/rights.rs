//! The table of rights, held against the OpenAPI document and against the running register: every operation as every
//! role, without a key, and as the wrong awarding body.

use std::collections::{BTreeMap, BTreeSet};

use axum::{body::Body, http::Request};
use registry::rights::{Permitted, RULES, Rule};
use schemas::rights::Role;
use serde_json::{Value, json};

use super::world::{ADMIN, Answer, Hei, World, digest, draft, drafts_of, programme};

/// What is not in the document: the document.
const UNDESCRIBED: &str = "getOpenApi";

/// The operations of the document: id, method, path, and which credentials it names.
fn described() -> BTreeMap<String, (String, String, BTreeSet<String>)> {
    let document: Value = serde_json::from_str(&registry::openapi()).unwrap();
    let mut found = BTreeMap::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let Some(id) = operation["operationId"].as_str() else {
                assert!(!operation.is_object(), "{method} {path} has no operationId");
                continue;
            };
            let security = operation["security"].as_array().into_iter().flatten();
            let named = security.flat_map(|one| one.as_object().unwrap().keys().cloned());
            let place = (method.to_uppercase(), path.clone(), named.collect());
            assert!(found.insert(id.to_owned(), place).is_none(), "{id} twice");
        }
    }
    found
}

#[test]
fn every_described_operation_has_a_rule_and_every_rule_an_operation() {
    let described = described();
    let rules: BTreeMap<_, _> = RULES.iter().map(|rule| (rule.operation, rule)).collect();
    for (id, (method, path, credentials)) in &described {
        let rule = rules.get(id.as_str());
        let rule = rule.unwrap_or_else(|| panic!("{id} ({method} {path}) has no rule"));
        assert_eq!((rule.method, rule.path), (method.as_str(), path.as_str()));
        let permitted: &[Role] = match rule.permitted {
            Permitted::Everybody => &[],
            Permitted::Roles(permitted) => permitted,
        };
        let expected: BTreeSet<_> = permitted.iter().map(|role| side(*role)).collect();
        assert_eq!(*credentials, expected, "{id}");
    }
    for id in rules.keys().filter(|id| **id != UNDESCRIBED) {
        assert!(described.contains_key(*id), "{id} is not described");
    }
}

/// The name in the document of the credential that has the role.
fn side(role: Role) -> String {
    let side = if role.is_of_operator() {
        "operator"
    } else {
        "awardingBody"
    };
    side.to_owned()
}

/// Two awarding bodies with what they have, and a key of each role.
struct Parties {
    world: World,
    hei: Hei,
    other: Hei,
    keys: Vec<(Role, String)>,
    programme: String,
    number: String,
    key: String,
}

async fn create_key(world: &World, token: &str, request: &Value) -> (String, String) {
    let made = world.post("/api/v1/api-keys", token, request).await.ok();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    (text(&made["apiKey"]["id"]), text(&made["secret"]))
}

impl Parties {
    async fn new() -> Self {
        let world = World::new();
        let hei = world.accredit("kaznu", 1).await;
        let other = world.accredit("enu", 2).await;
        let programme = world.admit(&hei, 0).await;
        let number = world.allocate(&hei, &programme, &[draft(1)]).await[0].number;
        let mut keys = Vec::new();
        for role in Role::ALL {
            let holder = if role.is_of_operator() {
                "operator"
            } else {
                "hei:kaznu"
            };
            let request = json!({ "holder": holder, "role": role, "label": role });
            keys.push((*role, create_key(&world, ADMIN, &request).await.1));
        }
        let spare = json!({ "role": "signer", "label": "spare" });
        let (key, _) = create_key(&world, &hei.api_key, &spare).await;
        Self {
            world,
            hei,
            other,
            keys,
            programme,
            number: number.to_string(),
            key,
        }
    }

    /// The operation on what is kaznu's, with a body that can be read and changes nothing.
    async fn ask(&self, rule: &Rule, token: Option<&str>) -> Answer {
        let id = match rule.path {
            path if path.contains("/api-keys/") => &self.key,
            path if path.contains("/programmes/") => &self.programme,
            path if path.contains("/certificates/") => &self.number,
            _ => "kaznu",
        };
        let mut path = String::new();
        let mut rest = rule.path;
        while let Some((before, after)) = rest.split_once('{') {
            path.push_str(before);
            path.push_str(id);
            rest = after.split_once('}').unwrap().1;
        }
        path.push_str(rest);
        let mut request = Request::builder().method(rule.method).uri(&path);
        if let Some(token) = token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        let request = request.header("content-type", "application/json");
        // No field of any request: what is permitted comes to 422, or is a thing that needs no body.
        let body = json!({ "no-such-field": 1 }).to_string();
        self.world
            .send(request.body(Body::from(body)).unwrap())
            .await
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_role_may_do_what_the_table_says_and_nothing_else() {
    // What permitted requests change decides about no other: the key of none that asks, nothing that is asked for.
    let parties = Parties::new().await;
    for rule in RULES {
        let without = parties.ask(rule, None).await;
        let unknown = parties.ask(rule, Some("kk_unknown")).await;
        let Permitted::Roles(roles) = rule.permitted else {
            for answer in [without, unknown] {
                let public = !matches!(answer.status, 401 | 403 | 429);
                assert!(public, "{}: {}", rule.operation, answer.text);
            }
            continue;
        };
        assert_eq!(without.problem(401), "credential-missing");
        assert_eq!(unknown.problem(401), "credential-unknown");
        for (role, key) in &parties.keys {
            let answer = parties.ask(rule, Some(key)).await;
            let what = format!("{} as {role}: {}", rule.operation, answer.text);
            if roles.contains(role) {
                assert!(!matches!(answer.status, 401 | 403 | 429), "{what}");
                assert!(answer.status < 500, "{what}");
            } else {
                assert_eq!(answer.problem(403), "role-missing", "{what}");
                for needed in roles {
                    assert!(answer.text.contains(needed.code()), "{what}");
                }
            }
        }
        let bootstrap = parties.ask(rule, Some(ADMIN)).await;
        let admin = roles.contains(&Role::OperatorAdmin);
        assert_eq!(bootstrap.status != 403, admin, "{}", rule.operation);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn another_awarding_body_reaches_nothing_that_a_path_names() {
    let parties = Parties::new().await;
    let (world, other) = (&parties.world, &parties.other);
    let bodies = BTreeMap::from([
        ("withdrawProgramme", (json!({}), "programme-not-yours")),
        (
            "revokeCertificate",
            (json!({ "reason": "replaced" }), "number-not-yours"),
        ),
        (
            "holdCertificate",
            (json!({ "reason": "under-review" }), "number-not-yours"),
        ),
        ("releaseCertificate", (json!({}), "number-not-yours")),
        ("getSubmission", (json!({}), "submission-unknown")),
        (
            "takeBackSubmission",
            (json!({ "submittedAt": world.now() }), "submission-unknown"),
        ),
        ("revokeApiKey", (json!({}), "api-key-unknown")),
        ("rotateApiKey", (json!({}), "api-key-unknown")),
    ]);
    let mut tried = 0;
    for rule in RULES.iter().filter(|rule| rule.path.contains('{')) {
        let Permitted::Roles(roles) = rule.permitted else {
            continue;
        };
        let spare = json!({ "role": "signer", "label": "spare" });
        let (key, _) = create_key(world, &parties.hei.api_key, &spare).await;
        let path = rule
            .path
            .replace("{code}", &parties.programme)
            .replace("{number}", &parties.number)
            .replace("{id}", &key);
        if !roles.iter().any(|role| !role.is_of_operator()) {
            continue;
        }
        let (body, refusal) = &bodies[rule.operation];
        let ask = async |token: &str| match rule.method {
            "GET" => world.get_with(&path, token).await,
            _ => world.post(&path, token, body).await,
        };
        let answer = ask(&other.api_key).await;
        let status = if refusal.ends_with("unknown") {
            404
        } else {
            403
        };
        assert_eq!(answer.problem(status), *refusal, "{}", rule.operation);
        // The same from the one whose it is, so that the refusal had no other reason.
        let own = ask(&parties.hei.api_key).await;
        assert!(matches!(own.status, 200 | 409), "{path}: {}", own.text);
        tried += 1;
    }
    assert_eq!(tried, bodies.len());
}

#[tokio::test]
async fn another_awarding_body_reaches_nothing_that_a_body_or_a_query_names() {
    let parties = Parties::new().await;
    let (world, other) = (&parties.world, &parties.other);
    let token = other.api_key.as_str();
    let list = world
        .get_with("/api/v1/api-keys?holder=hei:kaznu", token)
        .await;
    assert_eq!(list.problem(403), "holder-not-yours");
    let list = world.get_with("/api/v1/api-keys?holder=operator", token);
    assert_eq!(list.await.problem(403), "holder-not-yours");
    for holder in ["hei:kaznu", "operator"] {
        for role in ["signer", "operator-admin"] {
            let request = json!({ "holder": holder, "role": role, "label": "x" });
            let refused = world.post("/api/v1/api-keys", token, &request).await;
            assert_eq!(refused.problem(403), "holder-not-yours");
        }
    }
    let own = world.get_with("/api/v1/api-keys", token).await.ok();
    let own = own["apiKeys"].as_array().unwrap().clone();
    assert_eq!(own.len(), 1);
    assert_eq!(own[0]["holder"], "hei:enu");
    let me = world.get_with("/api/v1/me", token).await.ok();
    assert_eq!(me["holder"], "hei:enu");
    assert_eq!(me["awardingBody"]["code"], "enu");
    let refused = world
        .post("/api/v1/programmes", token, &json!(programme(0)))
        .await;
    assert_eq!(refused.problem(409), "programme-code-taken");
    let drafts = drafts_of(&parties.programme, &[draft(7)]);
    let refused = world.post("/api/v1/allocations", token, &drafts).await;
    assert_eq!(refused.problem(403), "programme-not-yours");
    let refused = world.record(other, &parties.number, &digest(1)).await;
    assert_eq!(refused.problem(403), "number-not-yours");
}

#[tokio::test]
async fn the_registrar_of_the_operator_ends_keys_of_awarding_bodies_alone() {
    let parties = Parties::new().await;
    let world = &parties.world;
    let key_of = |role| &parties.keys.iter().find(|(of, _)| *of == role).unwrap().1;
    let registrar = key_of(Role::OperatorRegistrar);
    let path = format!("/api/v1/api-keys/{}/revocation", parties.key);
    let ended = world.post(&path, registrar, &json!({})).await.ok();
    assert_eq!(ended["revokedAt"], json!(world.now()));
    let keys = world.get_with("/api/v1/api-keys", ADMIN).await.ok();
    let of_operator = keys["apiKeys"][0]["id"].as_str().unwrap();
    let path = format!("/api/v1/api-keys/{of_operator}/revocation");
    let refused = world.post(&path, registrar, &json!({})).await;
    assert_eq!(refused.problem(404), "api-key-unknown");
}
