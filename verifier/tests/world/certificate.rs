//! The certificate that the body signs.

use credential::did_key;
use schemas::{
    certificate::{
        CERTIFICATE_TYPES, CREDENTIALS_V2, OPEN_BADGES_EXTENSIONS, OPEN_BADGES_SCHEMA,
        OPEN_BADGES_V3,
    },
    grade::{GradeScale, Letter},
    language::Texts,
    number::CertificateNumber,
};
use serde_json::{Value, json};

use super::{HOLDER_NAME, World, hei_name, place};

impl World {
    /// A certificate that the body signed, and the number it bears.
    pub(crate) fn certificate(&self, serial: u64) -> (CertificateNumber, Value) {
        let number = CertificateNumber::assemble(2026, serial).unwrap();
        let holder = did_key::did(&self.holder.public());
        let place = place(serial);
        let (base, programme) = (&self.base, &self.programme);
        let profile = |id: &str, name: &Texts| json!({ "id": id, "type": ["Profile"], "name": name.en, "nameMap": name });
        let result_id = |kind: &str| format!("{}/results/{kind}", base.programme(&programme.code));
        let result = |kind: &str, value: &str| json!({ "type": ["Result"], "resultDescription": result_id(kind), "value": value });
        let described = |kind: &str, result_type: &str, required: &str| json!({ "id": result_id(kind), "type": ["ResultDescription"], "name": kind, "resultType": result_type, "requiredValue": required });
        let mut letter = described("letter", "LetterGrade", "D-");
        letter["allowedValue"] = json!(Letter::ALL);
        let modules: Vec<_> = programme.modules.iter().map(|m| json!({
            "id": base.programme_part(&programme.code, "modules", &m.code), "type": ["Module"], "code": m.code,
            "name": m.name.en, "nameMap": m.name, "credits": m.credits, "academicHours": m.academic_hours
        })).collect();
        let module_results: Vec<_> = programme.modules.iter().map(|m| json!({
            "type": ["ModuleResult"], "module": base.programme_part(&programme.code, "modules", &m.code), "letter": "A-", "percent": "92"
        })).collect();
        let alignments: Vec<_> = programme.competencies.iter().map(|c| json!({
            "type": ["Alignment"], "targetType": "ext:Competency", "targetName": c.name.en, "nameMap": c.name, "targetCode": c.code,
            "targetUrl": base.programme_part(&programme.code, "competencies", &c.code)
        })).collect();
        let reviews: Vec<_> = programme.reviews.iter().map(|r| json!({
            "type": ["QualityReview"], "scope": r.scope, "reviewer": profile(r.reviewer_id.as_str(), &r.reviewer), "reviewDate": r.date
        })).collect();
        let assessment = &programme.assessment;
        let integration = serde_json::to_value(&programme.integration).unwrap()["kind"].clone();
        let achievement = json!({
            "id": base.programme(&programme.code),
            "type": ["Achievement", "MicroCredentialAchievement"],
            "achievementType": "MicroCredential",
            "name": programme.awarded_qualification.en,
            "nameMap": programme.awarded_qualification,
            "description": programme.purpose.en,
            "descriptionMap": programme.purpose,
            "criteria": { "narrative": "Complete every course and pass the final attestation." },
            "instructionLanguage": programme.instruction_languages,
            "humanCode": programme.code,
            "version": programme.version.to_string(),
            "otherIdentifier": [{ "type": "IdentifierEntry", "identifierType": "ext:KZ-MC-ProgrammeRegistry", "identifier": programme.code }],
            "creditsAvailable": programme.credits.to_json_number(),
            "academicHours": programme.academic_hours,
            "hoursPerCredit": programme.hours_per_credit,
            "integration": integration,
            "participation": programme.participation,
            "assessmentForm": assessment.final_attestation,
            "supervision": assessment.supervision,
            "gradeScale": base.grade_scale(&GradeScale::kz_letter_1().name),
            "alignment": alignments,
            "module": modules,
            "qualityReview": reviews,
            "resultDescription": [letter, described("percent", "Percent", "50"), described("points", "GradePointAverage", "1.0")]
        });
        let schemas = [OPEN_BADGES_SCHEMA, &base.schema()]
            .map(|id| json!({ "id": id, "type": "1EdTechJsonSchemaValidator2019" }));
        let document = json!({
            "@context": [CREDENTIALS_V2, OPEN_BADGES_V3, OPEN_BADGES_EXTENSIONS, base.context()],
            "id": base.certificate(number),
            "type": CERTIFICATE_TYPES,
            "certificateNumber": number,
            "name": programme.awarded_qualification.en,
            "nameMap": programme.awarded_qualification,
            "issuer": profile(self.hei_did.as_str(), &hei_name()),
            "validFrom": "2026-11-02T00:00:00Z",
            "credentialSubject": {
                "id": holder,
                "type": ["AchievementSubject"],
                "identifier": [{ "type": "IdentityObject", "identityType": "name", "hashed": false, "identityHash": HOLDER_NAME }],
                "activityStartDate": "2026-09-01T00:00:00Z",
                "activityEndDate": "2026-10-30T00:00:00Z",
                "creditsEarned": programme.credits.to_json_number(),
                "result": [result("letter", "A-"), result("percent", "92"), result("points", "3.67")],
                "moduleResult": module_results,
                "achievement": achievement
            },
            "credentialSchema": schemas,
            "credentialStatus": {
                "id": base.status_entry(&place), "type": "BitstringStatusListEntry", "statusPurpose": "revocation",
                "statusListIndex": place.index.to_string(), "statusListCredential": base.status_list(&place.list)
            }
        });
        (number, self.signed(&document, &self.hei_did, &self.hei))
    }
}
