//! Certificates as awarding bodies would issue them: of several programmes, for people of many names, with all grades,
//! with and without a wallet.

use credential::{
    Contexts,
    data_integrity::{ProofOptions, ProofPurpose},
    eddsa_rdfc_2022,
    multikey::SigningKey,
    receipt,
};
use jiff::{SignedDuration, Timestamp, civil::date, tz::Offset};
use qr::{Carried, Dictionary, dictionary::Specimen};
use rand::{RngExt as _, SeedableRng as _, rngs::StdRng};
use schemas::{
    api::registry::ReceiptSubject,
    base_url::BaseUrl,
    certificate::{
        Certificate,
        compose::{Award, Common, IssuerProfile, compose},
    },
    did::{Did, DidUrl},
    examples,
    grade::{Grade, GradeScale, Letter},
    identifier::LocalCode,
    number::CertificateNumber,
    programme::{Module, Programme},
    status::StatusPlace,
};
use serde_json::{Value, json};

use super::names;

/// Who awards certificates of one programme.
pub(crate) struct Series {
    registry: BaseUrl,
    issuer: IssuerProfile,
    scale: GradeScale,
    programme: Programme,
    key: SigningKey,
    signing_key: DidUrl,
    operator_key: DidUrl,
    /// The dictionary of the programme.
    pub(crate) dictionary: Dictionary,
}

/// A generated certificate, its receipt and its digest, and the extract of it.
pub(crate) struct Generated {
    pub(crate) certificate: Carried,
    pub(crate) digest: String,
    pub(crate) extract: Carried,
}

/// One series for each shipped programme as it is, and for variants of it: shorter and longer, under long codes.
pub(crate) fn all_series(rng: &mut StdRng) -> Vec<Series> {
    let mut all = Vec::new();
    for (at, programme) in examples::programmes().into_iter().enumerate() {
        all.push(Series::new(
            programme.clone(),
            ["kaznu", "satbayev", "kbtu"][at % 3],
            rng,
        ));
        let mut other = with_courses(&programme, 1 + at % 2);
        other.code = format!("MC-2026-{at}").parse().unwrap();
        all.push(Series::new(other, "ou", rng));
        let mut longer = with_courses(&programme, 6 + at % 3);
        longer.code = format!("MC-{}-{at}", "LONGER".repeat(2)).parse().unwrap();
        all.push(Series::new(longer, "east-kazakhstan-tech", rng));
    }
    all
}

fn with_courses(programme: &Programme, courses: usize) -> Programme {
    let modules = programme.modules.iter().cycle().take(courses).enumerate();
    let modules = modules.map(|(at, module)| Module {
        code: format!("M{at}").parse().unwrap(),
        ..module.clone()
    });
    Programme {
        modules: modules.collect(),
        ..programme.clone()
    }
}

impl Series {
    fn new(programme: Programme, hei: &str, rng: &mut StdRng) -> Self {
        let registry: BaseUrl = "https://registry.kualik.kz".parse().unwrap();
        let did = registry.hosted_did(&hei.parse().unwrap());
        let name = json!({
            "kk": format!("«{hei}» ұлттық зерттеу университеті"),
            "ru": format!("Национальный исследовательский университет «{hei}»"),
            "en": format!("National research university \"{hei}\""),
        });
        let issuer = IssuerProfile {
            did: did.clone(),
            name: serde_json::from_value(name).unwrap(),
            url: Some(format!("https://{hei}.edu.kz/")),
        };
        let secret = SigningKey::from_seed(&rng.random());
        let signing_key = did.key_url(&secret.public().to_multibase()).unwrap();
        let operator_key = registry.did().key_url(&key(rng)).unwrap();
        let mut series = Self {
            registry,
            issuer,
            scale: GradeScale::kz_letter_1(),
            programme,
            key: secret,
            signing_key,
            operator_key,
            dictionary: Dictionary::general().clone(),
        };
        series.dictionary = series.make_dictionary();
        series
    }

    fn make_dictionary(&self) -> Dictionary {
        let award = Person {
            holder: Some(
                "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK"
                    .parse()
                    .unwrap(),
            ),
            graded: (0..self.programme.modules.len())
                .map(|_| self.grade(90))
                .collect(),
            grade: self.grade(90),
            ..Person::default()
        };
        let certificate = self.compose(&award);
        let receipt = self.receipt(&certificate, "", Timestamp::UNIX_EPOCH, 0);
        let letters = Letter::ALL.map(Letter::as_str);
        let points: Vec<_> = self.scale.bands.iter().map(|band| &*band.points).collect();
        Dictionary::of_programme(&Specimen {
            certificate: &serde_json::to_value(&certificate).unwrap(),
            receipt: &receipt,
            letters: &letters,
            points: &points,
            signing_key: self.signing_key.as_str(),
            operator_key: self.operator_key.as_str(),
        })
        .unwrap()
    }

    /// A certificate of somebody, with signatures as long and as random as real ones.
    pub(crate) fn generate(&self, rng: &mut StdRng) -> Generated {
        let person = self.person(rng);
        let certificate = self.compose(&person);
        let digest = digest(rng);
        let created = person.awarded + SignedDuration::from_secs(rng.random_range(0..40_000));
        let registered = created + SignedDuration::from_secs(rng.random_range(0..3_000));
        let receipt = self.receipt(
            &certificate,
            &digest,
            registered,
            rng.random_range(0..20_000_000),
        );
        let extract = serde_json::to_value(certificate.extract().unwrap()).unwrap();
        let receipt = signed(&receipt.to_string(), &self.operator_key, registered, rng);
        Generated {
            certificate: Carried {
                certificate: signed(
                    &serde_json::to_string(&certificate).unwrap(),
                    &self.signing_key,
                    created,
                    rng,
                ),
                receipt: Some(receipt.clone()),
            },
            digest,
            extract: Carried {
                certificate: signed(&extract.to_string(), &self.signing_key, registered, rng),
                receipt: Some(receipt),
            },
        }
    }

    /// A certificate that is really signed, and its receipt with a random signature.
    pub(crate) fn sign(&self, rng: &mut StdRng) -> (Carried, String) {
        let contexts = Contexts::of_register(&self.registry);
        let person = self.person(rng);
        let certificate = self.compose(&person);
        let options = ProofOptions {
            verification_method: self.signing_key.clone(),
            purpose: ProofPurpose::AssertionMethod,
            created: person.awarded,
            challenge: None,
            domain: None,
        };
        let document = serde_json::to_value(&certificate).unwrap();
        let secured = eddsa_rdfc_2022::secure(&document, &options, &self.key, &contexts).unwrap();
        let digest = credential::digest::of_secured(&secured, &contexts).unwrap();
        let receipt = self.receipt(&certificate, &digest, person.awarded, 77);
        let receipt = signed(
            &receipt.to_string(),
            &self.operator_key,
            person.awarded,
            rng,
        );
        let carried = Carried {
            certificate: secured.to_string(),
            receipt: Some(receipt),
        };
        (carried, digest)
    }

    /// The pinned contexts of the register.
    pub(crate) fn contexts(&self) -> Contexts {
        Contexts::of_register(&self.registry)
    }

    fn person(&self, rng: &mut StdRng) -> Person {
        let graded = match rng.random_range(0..10) {
            0 => Vec::new(),
            1 => self
                .programme
                .modules
                .iter()
                .map(|_| self.letter(rng))
                .collect(),
            _ => {
                let modules = self.programme.modules.iter();
                modules
                    .map(|_| self.grade(rng.random_range(50..=100)))
                    .collect()
            }
        };
        let letter_only = rng.random_range(0..10) == 0;
        let start = date(2026, 1, 12) + SignedDuration::from_hours(24 * rng.random_range(0..900));
        let end = start + SignedDuration::from_hours(24 * rng.random_range(20..200));
        let awarded = Offset::UTC.to_timestamp(end.at(0, 0, 0, 0)).unwrap();
        Person {
            number: CertificateNumber::assemble(
                2026,
                rng.random_range(0..CertificateNumber::SERIAL_LIMIT),
            )
            .unwrap(),
            index: rng.random_range(0..131_072),
            list: rng.random_range(1..60),
            holder: (rng.random_range(0..10) < 7)
                .then(|| format!("did:key:{}", key(rng)).parse().unwrap()),
            name: names::draw(rng),
            start,
            end,
            awarded: awarded + SignedDuration::from_hours(24 * rng.random_range(1..20)),
            grade: if letter_only {
                self.letter(rng)
            } else {
                self.grade(rng.random_range(50..=100))
            },
            graded,
            supersedes: (rng.random_range(0..50) == 0)
                .then(|| CertificateNumber::assemble(2026, rng.random_range(0..9_999)).unwrap()),
        }
    }

    fn grade(&self, percent: u8) -> Grade {
        self.scale.grade_of_percent(percent.try_into().unwrap())
    }

    fn letter(&self, rng: &mut StdRng) -> Grade {
        self.scale
            .grade_of_letter(Letter::ALL[rng.random_range(2..12)])
    }

    fn compose(&self, person: &Person) -> Certificate {
        let common = Common {
            registry: &self.registry,
            issuer: &self.issuer,
            scale: &self.scale,
            programme: &self.programme,
        };
        let codes: Vec<&LocalCode> = self.programme.modules.iter().map(|m| &m.code).collect();
        let award = Award {
            number: person.number,
            status: &StatusPlace {
                list: person.list.to_string().parse().unwrap(),
                index: person.index,
            },
            supersedes: person.supersedes,
            awarded: person.awarded,
            holder: person.holder.as_ref(),
            name: &person.name,
            start: person.start,
            end: person.end,
            grade: &person.grade,
            modules: codes.into_iter().zip(&person.graded).collect(),
        };
        compose(&common, &award).unwrap()
    }

    fn receipt(
        &self,
        certificate: &Certificate,
        digest: &str,
        registered: Timestamp,
        position: u64,
    ) -> Value {
        let subject = ReceiptSubject {
            id: certificate.id.clone(),
            kind: "RegisteredCertificate".to_owned(),
            certificate_number: certificate.certificate_number,
            programme: self.registry.programme(&self.programme.code),
            awarding_body: self.issuer.did.clone(),
            digest: digest.to_owned(),
            signing_key: self.signing_key.clone(),
            registered_at: registered,
            log_position: position,
        };
        receipt::unsigned(&self.registry, &self.registry.did(), &subject)
    }
}

struct Person {
    number: CertificateNumber,
    index: u32,
    list: u32,
    holder: Option<Did>,
    name: String,
    start: jiff::civil::Date,
    end: jiff::civil::Date,
    awarded: Timestamp,
    grade: Grade,
    graded: Vec<Grade>,
    supersedes: Option<CertificateNumber>,
}

impl Default for Person {
    fn default() -> Self {
        Self {
            number: CertificateNumber::assemble(2026, 1).unwrap(),
            index: 0,
            list: 1,
            holder: None,
            name: "Somebody".to_owned(),
            start: date(2026, 9, 1),
            end: date(2026, 11, 15),
            awarded: Timestamp::UNIX_EPOCH,
            grade: GradeScale::kz_letter_1().grade_of_letter(Letter::A),
            graded: Vec::new(),
            supersedes: None,
        }
    }
}

/// The text of a document with a proof, written as [`eddsa_rdfc_2022::secure_text`] writes it; the signature is random.
fn signed(document: &str, key: &DidUrl, created: Timestamp, rng: &mut StdRng) -> String {
    let signature: [u8; 64] = rng.random();
    let proof = json!({
        "type": "DataIntegrityProof",
        "cryptosuite": eddsa_rdfc_2022::CRYPTOSUITE,
        "created": created.to_string(),
        "verificationMethod": key,
        "proofPurpose": "assertionMethod",
        "proofValue": format!("z{}", bs58::encode(signature).into_string()),
    });
    let open = document.strip_suffix('}').unwrap();
    format!("{open},\"proof\":[{proof}]}}")
}

fn key(rng: &mut StdRng) -> String {
    let key: [u8; 32] = rng.random();
    format!(
        "z{}",
        bs58::encode([&[0xed, 0x01][..], &key].concat()).into_string()
    )
}

fn digest(rng: &mut StdRng) -> String {
    credential::digest::of_hash_data(&rng.random::<[u8; 32]>())
}

/// A generator whose course is fixed.
pub(crate) fn seeded(seed: u64) -> StdRng {
    StdRng::seed_from_u64(seed)
}
