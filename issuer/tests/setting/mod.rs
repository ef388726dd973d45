//! Programmes and rules that several tests use.
#![allow(dead_code, reason = "each test uses a part")]

pub(crate) mod browser;
pub(crate) mod desk;
pub(crate) mod fake;
pub(crate) mod world;

use schemas::{
    identifier::HeiCode,
    programme::{Programme, RegisteredProgramme},
};
use serde_json::{Value, json};

/// The operator's address.
pub(crate) const REGISTRY: &str = "http://127.0.0.1:8801";

/// The instant of the tests.
pub(crate) const NOW: &str = "2026-11-24T09:00:00Z";

fn texts(name: &str) -> Value {
    json!({ "kk": format!("{name} (kk)"), "ru": format!("{name} (ru)"), "en": name })
}

/// A programme that keeps every rule.
pub(crate) fn programme(code: &str, modules: &[&str], pass_mark: u8) -> Programme {
    let modules: Vec<Value> = modules
        .iter()
        .map(|code| {
            json!({
                "code": code, "name": texts(&format!("Course {code}")), "credits": "2.5",
                "academicHours": 75, "topics": [texts("Topic")],
            })
        })
        .collect();
    let volume = modules.len() * 75;
    let credits = format!("{}", 2.5 * f64::from(u8::try_from(modules.len()).unwrap()));
    let value = json!({
        "code": code, "version": 1, "name": texts("Test programme"), "purpose": texts("Purpose"),
        "awardedQualification": texts("Tester"),
        "integration": {
            "kind": "EmbeddedInDegree",
            "degreeProgramme": {
                "code": "6B06102", "name": texts("Computer science"), "url": "https://hei.kz/6B06102",
            },
        },
        "modules": modules, "credits": credits, "academicHours": volume, "hoursPerCredit": 30,
        "competencies": [{
            "code": "C1", "name": texts("Can test"),
            "references": [{
                "framework": "ESCO", "name": "test software", "url": "http://data.europa.eu/esco/skill/1",
            }],
        }],
        "outcomes": [{ "code": "LO1", "statement": texts("Tests"), "competencies": ["C1"] }],
        "teaching": { "strategies": [texts("Projects")], "methods": [texts("Workshops")] },
        "assessment": {
            "gradeScale": "kz-letter-1", "passMark": pass_mark,
            "instruments": [{
                "code": "A1", "name": texts("Project"), "outcomes": ["LO1"],
                "criteria": [texts("At least 50 %")], "weight": 100,
            }],
            "finalAttestation": "Project", "supervision": "OnsiteWithIdCheck",
        },
        "level": { "nqf": 6, "eqf": 6 }, "instructionLanguages": ["kk", "ru"],
        "participation": "Blended",
        "partners": [{ "name": texts("Employer"), "url": "https://employer.kz/", "employer": true }],
        "reviews": [
            {
                "scope": "Internal", "reviewer": texts("Quality committee"),
                "reviewerId": "https://hei.kz/quality", "employer": false, "date": "2026-06-10",
                "decision": "Positive",
            },
            {
                "scope": "External", "reviewer": texts("Employer"),
                "reviewerId": "https://employer.kz/", "employer": true, "date": "2026-06-20",
                "decision": "Positive", "document": "https://employer.kz/review.pdf",
            },
        ],
    });
    let programme: Programme = serde_json::from_value(value).unwrap();
    assert_eq!(programme.broken_rules(), []);
    programme
}

pub(crate) fn hei() -> HeiCode {
    "our-hei".parse().unwrap()
}

fn registered(programme: Programme, owner: &str, admitted: &str) -> RegisteredProgramme {
    RegisteredProgramme {
        programme,
        awarding_body: owner.parse().unwrap(),
        admitted_at: admitted.parse().unwrap(),
        withdrawn_at: None,
    }
}

/// The register of the tests.
pub(crate) fn programmes() -> Vec<RegisteredProgramme> {
    let admitted = "2026-07-01T00:00:00Z";
    let simple = |code| programme(code, &["M1", "M2"], 50);
    let mut withdrawn = registered(simple("MC-GONE"), "our-hei", admitted);
    withdrawn.withdrawn_at = Some("2026-10-01T00:00:00Z".parse().unwrap());
    let mut scale = registered(simple("MC-SCALE"), "our-hei", admitted);
    "other-1".clone_into(&mut scale.programme.assessment.grade_scale);
    vec![
        registered(simple("MC-TEST"), "our-hei", admitted),
        registered(programme("MC-MARK", &["X1"], 62), "our-hei", admitted),
        registered(simple("MC-SOON"), "our-hei", "2027-01-01T00:00:00Z"),
        withdrawn,
        scale,
    ]
    .into_iter()
    .chain(
        schemas::examples::programmes()
            .into_iter()
            .map(|p| registered(p, "our-hei", admitted)),
    )
    .collect()
}
