//! API keys that are limited to programmes: with others they do nothing, whatever their role permits.

use registry::{
    config::Admission,
    rights::{Permitted, RULES, Rule},
};
use schemas::{number::CertificateNumber, rights::Role};
use serde_json::{Value, json};

use super::world::{Hei, World, digest, draft, drafts_of, programme};

const KEYS: &str = "/api/v1/api-keys";

struct Limited {
    world: World,
    hei: Hei,
    inside: String,
    outside: String,
}

/// An awarding body with two programmes.
async fn two_programmes() -> Limited {
    let world = World::new();
    let hei = world.accredit("kaznu", 1).await;
    let inside = world.admit(&hei, 0).await;
    let outside = world.admit(&hei, 1).await;
    Limited {
        world,
        hei,
        inside,
        outside,
    }
}

impl Limited {
    /// The secret of a key of the role for `inside` alone.
    async fn key(&self, role: Role) -> String {
        let request = json!({ "role": role, "label": role.code(), "programmes": [self.inside] });
        let made = self.world.post(KEYS, &self.hei.api_key, &request).await;
        let made = made.ok();
        assert_eq!(made["apiKey"]["programmes"], json!([self.inside]));
        made["secret"].as_str().unwrap().to_owned()
    }

    /// A registered certificate of a programme.
    async fn certificate(&self, programme: &str, n: u8) -> String {
        let drafts = [draft(n.into())];
        let number = self.world.allocate(&self.hei, programme, &drafts).await[0].number;
        self.world.record(&self.hei, number, &digest(n)).await.ok();
        number.to_string()
    }

    /// What an operation is asked that concerns one programme, and one of its certificates.
    fn request(&self, operation: &str, programme_code: &str, number: &str) -> Value {
        let n = usize::from(programme_code == self.outside);
        match operation {
            "submitProgramme" => json!(programme(n)),
            "takeBackSubmission" => json!({ "submittedAt": self.world.now() }),
            "withdrawProgramme" | "releaseCertificate" => json!({}),
            "allocateNumbers" => drafts_of(programme_code, &[draft(9)]),
            "registerCertificates" => json!({ "records": [{
                "number": number, "digest": digest(7), "verificationMethod": self.hei.key_id,
            }] }),
            "revokeCertificate" => json!({ "reason": "data-error" }),
            "holdCertificate" => json!({ "reason": "under-review" }),
            "changeStatuses" => json!({ "changes": [
                { "number": number, "change": "hold", "reason": "under-review" },
            ] }),
            other => {
                panic!("{other} is open to keys that can be limited: say here what it is asked")
            }
        }
    }
}

#[tokio::test]
async fn a_limited_key_does_nothing_with_other_programmes() {
    let limited = two_programmes().await;
    let number = limited.certificate(&limited.outside, 1).await;
    let mut tried = 0;
    for rule in RULES.iter().filter(|rule| rule.method == "POST") {
        let Permitted::Roles(roles) = rule.permitted else {
            continue;
        };
        for &role in roles.iter().filter(|role| role.may_be_limited()) {
            let key = limited.key(role).await;
            let path = rule
                .path
                .replace("{number}", &number)
                .replace("{code}", &limited.outside);
            let request = limited.request(rule.operation, &limited.outside, &number);
            let refused = limited.world.post(&path, &key, &request).await;
            let case = format!("{} as {role}: {}", rule.operation, refused.text);
            assert_eq!(refused.status, 403, "{case}");
            assert_eq!(refused.problem(403), "programme-out-of-scope", "{case}");
            tried += 1;
        }
    }
    assert!(tried >= 10, "{tried}");
}

#[tokio::test]
async fn a_limited_key_does_with_its_programmes_what_its_role_permits() {
    let mut limited = two_programmes().await;
    let signer = limited.key(Role::Signer).await;
    limited.world.restart();
    let me = limited.world.get_with("/api/v1/me", &signer).await.ok();
    assert_eq!(me["programmes"], json!([limited.inside]));
    let mut tried = 0;
    // Withdrawing comes last: nothing is numbered after it.
    let (last, others): (Vec<&Rule>, Vec<&Rule>) = RULES
        .iter()
        .filter(|rule| rule.method == "POST")
        .partition(|rule| rule.operation == "withdrawProgramme");
    for rule in others.into_iter().chain(last) {
        let Permitted::Roles(roles) = rule.permitted else {
            continue;
        };
        for &role in roles.iter().filter(|role| role.may_be_limited()) {
            tried += 1;
            let number = if rule.operation == "withdrawProgramme" {
                String::new()
            } else {
                limited.certificate(&limited.inside, tried).await
            };
            let key = limited.key(role).await;
            let path = rule
                .path
                .replace("{number}", &number)
                .replace("{code}", &limited.inside);
            let request = limited.request(rule.operation, &limited.inside, &number);
            let answer = limited.world.post(&path, &key, &request).await;
            let case = format!("{} as {role}: {}", rule.operation, answer.text);
            // Another digest than the registered one is refused for that, and not for the key; so is what is in the register.
            let expected = match rule.operation {
                "registerCertificates" | "takeBackSubmission" => 409,
                _ => 200,
            };
            assert_eq!(answer.status, expected, "{case}");
        }
    }
    assert!(tried >= 10, "{tried}");
}

#[tokio::test]
async fn a_limited_key_replaces_no_certificate_of_another_programme() {
    let limited = two_programmes().await;
    let other = limited.certificate(&limited.outside, 1).await;
    let signer = limited.key(Role::Signer).await;
    let draft = json!({ "draft": draft(2), "programme": limited.inside, "supersedes": other });
    let asked = json!({ "drafts": [draft] });
    let path = "/api/v1/allocations";
    let refused = limited.world.post(path, &signer, &asked).await;
    assert_eq!(refused.problem(403), "programme-out-of-scope");
    // Numbered by a key without a limit, it is not registered by one with it: that would annul the other.
    let given = limited.world.post(path, &limited.hei.api_key, &asked).await;
    let number = given.ok()["allocations"][0]["number"].clone();
    let number = number.as_str().unwrap();
    let request = limited.request("registerCertificates", &limited.inside, number);
    let refused = limited
        .world
        .post("/api/v1/register", &signer, &request)
        .await;
    assert_eq!(refused.problem(403), "programme-out-of-scope");
    let path = format!("/api/v1/certificates/{other}");
    let entry = limited.world.get(&path).await.ok();
    assert_eq!(entry["status"]["state"], "active");
}

#[tokio::test]
async fn a_limited_key_reads_no_submission_of_another_programme() {
    let world = World::with(|config| config.admission = Admission::ByHand);
    let hei = world.accredit("kaznu", 1).await;
    for n in 0..2 {
        let answer = world
            .post("/api/v1/programmes", &hei.api_key, &json!(programme(n)))
            .await;
        assert_eq!(answer.status, 202, "{}", answer.text);
    }
    let (inside, outside) = (programme(0).code, programme(1).code);
    let request = json!({ "role": "programme-author", "label": "x", "programmes": [inside] });
    let made = world.post(KEYS, &hei.api_key, &request).await.ok();
    let key = made["secret"].as_str().unwrap();
    let path = "/api/v1/submissions";
    let list = world.get_with(path, key).await.ok();
    let codes: Vec<_> = list["submissions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| &it["code"])
        .collect();
    assert_eq!(codes, [&json!(inside)]);
    world.get_with(&format!("{path}/{inside}"), key).await.ok();
    let hidden = world.get_with(&format!("{path}/{outside}"), key).await;
    assert_eq!(hidden.problem(404), "submission-unknown");
}

#[tokio::test]
async fn numbers_of_nobody_and_of_others_are_told_as_such() {
    let limited = two_programmes().await;
    let other = limited.world.accredit("enu", 2).await;
    let theirs = limited.world.admit(&other, 2).await;
    let number = limited.world.allocate(&other, &theirs, &[draft(3)]).await[0].number;
    let registrar = limited.key(Role::HeiRegistrar).await;
    let release = async |number: &str| {
        let path = format!("/api/v1/certificates/{number}/release");
        limited.world.post(&path, &registrar, &json!({})).await
    };
    let another = release(&number.to_string()).await;
    assert_eq!(another.problem(403), "number-not-yours");
    let nobodys = CertificateNumber::assemble(2026, 1).unwrap();
    let unknown = release(&nobodys.to_string()).await;
    assert_eq!(unknown.problem(404), "number-unknown");
}

#[tokio::test]
async fn what_cannot_be_limited_is_refused() {
    let limited = two_programmes().await;
    let admin = json!({ "role": "hei-admin", "label": "x", "programmes": [limited.inside] });
    let refused = limited.world.post(KEYS, &limited.hei.api_key, &admin).await;
    assert_eq!(refused.problem(422), "role-unlimited");
    let many: Vec<_> = (0..101).map(|n| format!("MC-{n}")).collect();
    let long = json!({ "role": "signer", "label": "x", "programmes": many });
    let refused = limited.world.post(KEYS, &limited.hei.api_key, &long).await;
    assert!((400..500).contains(&refused.status), "{}", refused.text);
    assert!(refused.text.contains("at most 100"), "{}", refused.text);
}
