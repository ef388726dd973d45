//! What lies beside a certificate: its code, the dictionary that the code is read with, the offline bundle.

use credential::{
    digest,
    offline::{self, Parts},
};
use jiff::{SignedDuration, Timestamp};
use qr::{Address, Carried, Dictionary, dictionary::Specimen};
use schemas::{
    api::registry::offline::{Checkpoint, Manifest, ManifestType, PartKind},
    grade::{GradeScale, Letter},
};
use serde_json::Value;

use super::World;

impl World {
    /// The offline bundle of what the register answers now, valid for a day from `as_of`.
    pub(crate) fn bundle(&self, as_of: Timestamp, dictionaries: &[&Dictionary]) -> String {
        let code = self.programme.code.to_string();
        let served = [
            (PartKind::TrustList, "", "/trust-list"),
            (PartKind::StatusList, "2026-1", "/status/2026-1"),
        ];
        let programme = format!("/api/v1/programmes/{code}");
        let answer = |path: &str| self.answers.lock().unwrap().answers[path].1.to_string();
        let mut parts = Parts::default();
        for (kind, name, path) in served {
            parts.add(kind, name, &answer(path)).unwrap();
        }
        parts.add(PartKind::StatusNotices, "", "[]").unwrap();
        let programme = answer(&programme);
        parts.add(PartKind::Programme, &code, &programme).unwrap();
        for dictionary in dictionaries {
            let (id, document) = (dictionary.id().to_string(), dictionary.document());
            let document = std::str::from_utf8(document).unwrap();
            parts.add(PartKind::Dictionary, &id, document).unwrap();
        }
        let manifest = |parts| Manifest {
            kind: ManifestType::OfflineBundle,
            registry: self.base.clone(),
            as_of,
            valid_until: as_of.checked_add(SignedDuration::from_hours(24)).unwrap(),
            checkpoint: Checkpoint { entries: 4 },
            parts,
        };
        let options = self.options(&self.base.did(), &self.operator);
        let first = |parts| offline::secure(&manifest(parts), &options, &self.operator);
        parts.under(first).unwrap()
    }

    /// What codes that carry certificates of the programme are read with.
    pub(crate) fn dictionary(&self) -> Dictionary {
        let (number, mut certificate) = self.certificate(9);
        let mut receipt = self.receipt(number, &certificate);
        for document in [&mut certificate, &mut receipt] {
            document.as_object_mut().unwrap().shift_remove("proof");
        }
        let scale = GradeScale::kz_letter_1();
        let points: Vec<&str> = scale.bands.iter().map(|band| &*band.points).collect();
        let of_hei = self.options(&self.hei_did, &self.hei).verification_method;
        Dictionary::of_programme(&Specimen {
            certificate: &certificate,
            receipt: &receipt,
            letters: &Letter::ALL.map(Letter::as_str),
            points: &points,
            signing_key: of_hei.as_str(),
            operator_key: self.operator_key().as_str(),
        })
        .unwrap()
    }

    /// The text of the code that carries a delivery. Its address opens somebody else's page.
    pub(crate) fn code(&self, delivery: &Value, dictionary: &Dictionary) -> String {
        let certificate = &delivery["verifiableCredential"];
        let carried = Carried {
            certificate: certificate.to_string(),
            receipt: Some(delivery["registration"].to_string()),
        };
        let digest = digest::of_secured(certificate, &self.contexts).unwrap();
        let payload = qr::payload::encode(&carried, dictionary, Some(&digest)).unwrap();
        let verifier = "https://elsewhere.invalid".parse().unwrap();
        Address { verifier, payload }.text()
    }
}
