//! The dictionary of a programme: made of a certificate and a receipt with all that they can have, in which places stand
//! for whatever is a person's own.

use serde_json::Value;

use super::{Dictionary, DictionaryError};
use crate::{
    place::Kind,
    template::{Part, Template},
};

/// Before and after the name of a place in a text; from Unicode's private use area, so that no text has them.
const OPEN: char = '\u{e0ff}';
const CLOSE: char = '\u{e1ff}';

/// One certificate of the programme and what goes with it, for whomever: what is a person's own is not looked at. The same
/// specimen always makes the same dictionary.
#[derive(Clone, Copy, Debug)]
pub struct Specimen<'a> {
    /// A certificate without its proof: bound to a wallet by `did:key`, with its result in all three notations and one result
    /// for each course, in their order, with percentages, replacing none.
    pub certificate: &'a Value,
    /// The operator's receipt for it, without its proof.
    pub receipt: &'a Value,
    /// The letters that results can have.
    pub letters: &'a [&'a str],
    /// The grade points that results can have.
    pub points: &'a [&'a str],
    /// The key with which the awarding body signs, as a DID URL.
    pub signing_key: &'a str,
    /// The key with which the operator signs, as a DID URL.
    pub operator_key: &'a str,
}

/// Why there is no dictionary.
#[derive(Debug, thiserror::Error)]
pub enum MakeError {
    /// The specimen lacks something.
    #[error("the specimen has nothing at {pointer}: make it with all that a certificate can have")]
    Missing {
        /// JSON Pointer to it.
        pointer: &'static str,
    },
    /// A text has one of the characters that mark places.
    #[error("a text of the programme has a character of Unicode's private use area: replace it")]
    PrivateCharacter,
    /// The templates make no dictionary.
    #[error(transparent)]
    Dictionary(#[from] DictionaryError),
}

impl Dictionary {
    /// The dictionary of a programme's certificates that one key signed.
    pub fn of_programme(specimen: &Specimen<'_>) -> Result<Self, MakeError> {
        let whole = format!("{}{}", specimen.certificate, specimen.receipt);
        if whole.contains([OPEN, CLOSE]) {
            return Err(MakeError::PrivateCharacter);
        }
        let mut places = Places {
            specimen,
            named: Vec::new(),
        };
        let certificate = certificate(&mut places)?;
        let receipt = receipt(&mut places)?;
        Ok(Self::write(certificate, receipt)?)
    }
}

/// Makes parts of marked texts, and remembers which places there were.
struct Places<'a> {
    specimen: &'a Specimen<'a>,
    named: Vec<String>,
}

fn certificate(places: &mut Places<'_>) -> Result<Template, MakeError> {
    let mut marked = places.specimen.certificate.clone();
    let number = text_at(&marked, "/certificateNumber")?.to_owned();
    let list = text_at(&marked, "/credentialStatus/statusListCredential")?.to_owned();
    let list = list.rsplit_once('/').map_or(&*list, |(place, _)| place);

    let id = text_at(&marked, "/id")?.replace(&number, &mark("number"));
    for (pointer, text) in [
        ("/id", id.clone()),
        ("/certificateNumber", mark("number")),
        ("/validFrom", format!("{}T00:00:00Z", mark("awarded"))),
        ("/credentialSubject/id", mark("holder")),
        ("/credentialSubject/identifier/0/identityHash", mark("name")),
        (
            "/credentialSubject/activityStartDate",
            format!("{}T00:00:00Z", mark("start")),
        ),
        (
            "/credentialSubject/activityEndDate",
            format!("{}T00:00:00Z", mark("end")),
        ),
        ("/credentialSubject/result/0/value", mark("letter")),
        ("/credentialSubject/result/1/value", mark("percent")),
        ("/credentialSubject/result/2/value", mark("points")),
        (
            "/credentialStatus/id",
            format!("{list}/{}#{}", mark("list"), mark("index")),
        ),
        ("/credentialStatus/statusListIndex", mark("index")),
        (
            "/credentialStatus/statusListCredential",
            format!("{list}/{}", mark("list")),
        ),
    ] {
        put(&mut marked, pointer, &text)?;
    }
    let (plain_courses, courses) = mark_courses(&mut marked)?;
    let percent = result_with("percent", &marked)?;

    let signing_key = json_text(places.specimen.signing_key);
    let text = marked.to_string();
    let open = text.strip_suffix('}').unwrap_or(&text);
    // What not every certificate has stands between marks of its own.
    let text = open
        .replacen(
            &format!("\"id\":\"{}\",", mark("holder")),
            &mark("holder?"),
            1,
        )
        .replacen(&percent, &mark("percent?"), 1)
        .replacen(&plain_courses, &mark("courses?"), 1);
    let text = format!(
        "{text}{}{}",
        mark("supersedes?"),
        proof(&signing_key, "signed", "signature"),
    );
    let optional = Optional {
        percent,
        courses,
        certificates: id.replace(&mark("number"), ""),
    };
    Template::new(places.parts(&text, &optional)).map_err(|e| DictionaryError::from(e).into())
}

fn receipt(places: &mut Places<'_>) -> Result<Template, MakeError> {
    let mut marked = places.specimen.receipt.clone();
    let number = text_at(&marked, "/credentialSubject/certificateNumber")?.to_owned();
    for pointer in [
        "/id",
        "/credentialSubject/id",
        "/credentialSubject/certificateNumber",
    ] {
        let text = text_at(&marked, pointer)?.replace(&number, &mark("number"));
        put(&mut marked, pointer, &text)?;
    }
    put(&mut marked, "/validFrom", &mark("registered"))?;
    put(
        &mut marked,
        "/credentialSubject/registeredAt",
        &mark("registered"),
    )?;
    put(&mut marked, "/credentialSubject/digest", &mark("digest?"))?;
    put(
        &mut marked,
        "/credentialSubject/logPosition",
        &mark("position"),
    )?;
    let operator_key = json_text(places.specimen.operator_key);
    let text = marked.to_string();
    let open = text.strip_suffix('}').unwrap_or(&text);
    // A number stands there without quotation marks.
    let position = mark("position");
    let text = open.replacen(&format!("\"{position}\""), &position, 1);
    let text = format!(
        "{text}{}",
        proof(&operator_key, "registered", "receiptSignature")
    );
    let parts = places.parts(&text, &Optional::default());
    Template::new(parts).map_err(|e| DictionaryError::from(e).into())
}

/// The proof of a certificate or receipt, as it is written behind the last member.
fn proof(key: &str, created: &str, signature: &str) -> String {
    format!(
        r#","proof":[{{"type":"DataIntegrityProof","cryptosuite":"eddsa-rdfc-2022","created":"{}","verificationMethod":"{key}","proofPurpose":"assertionMethod","proofValue":"{}"}}]}}"#,
        mark(created),
        mark(signature)
    )
}

/// Texts of a certificate that another may lack.
#[derive(Default)]
struct Optional {
    /// The result in percent, with the comma behind it.
    percent: String,
    /// The results of the courses, with the comma behind them.
    courses: String,
    /// The address of certificates, up to their number.
    certificates: String,
}

impl Places<'_> {
    /// The parts of a marked text.
    fn parts(&mut self, marked: &str, optional: &Optional) -> Vec<Part> {
        let mut parts = Vec::new();
        let mut rest = marked;
        while let Some((passage, behind)) = rest.split_once(OPEN) {
            let (name, behind) = behind.split_once(CLOSE).unwrap_or((behind, ""));
            if !passage.is_empty() {
                parts.push(Part::Passage(passage.to_owned()));
            }
            parts.push(self.part(name, optional));
            rest = behind;
        }
        if !rest.is_empty() {
            parts.push(Part::Passage(rest.to_owned()));
        }
        parts
    }

    fn part(&mut self, name: &str, optional: &Optional) -> Part {
        let own = |names: &[&str]| (*names).iter().map(|text| (*text).to_owned()).collect();
        let kind = match name.split(':').next().unwrap_or(name) {
            "number" | "supersedes" => Kind::Number,
            "awarded" | "start" | "end" => Kind::Day,
            "signed" | "registered" => Kind::Second,
            "letter" => Kind::OneOf(own(self.specimen.letters)),
            "points" => Kind::OneOf(own(self.specimen.points)),
            "percent" => Kind::Below(101),
            "index" => Kind::Below(schemas::status::STATUS_LIST_LENGTH),
            "list" | "position" => Kind::Count,
            "signature" | "receiptSignature" => Kind::Signature,
            "holder?" => return holder(),
            "percent?" => return self.or_nothing(&optional.percent, optional),
            "courses?" => return self.or_nothing(&optional.courses, optional),
            "coursePercent?" => {
                let percent = mark(&name.replace("coursePercent?", "percent"));
                return self.or_nothing(&format!(",\"percent\":\"{percent}\""), optional);
            }
            "supersedes?" => {
                let old = format!("{}{}", optional.certificates, mark("supersedes"));
                return self.or_nothing(&format!(",\"supersedes\":\"{old}\""), optional);
            }
            "digest?" => return digest(),
            // The name of the person.
            _ => Kind::Text,
        };
        let place = name.to_owned();
        if self.named.contains(&place) {
            return Part::Again { again: place };
        }
        self.named.push(place.clone());
        Part::Place { place, kind }
    }

    /// The parts of a marked text, or nothing: that fits everywhere, so it comes last.
    fn or_nothing(&mut self, marked: &str, optional: &Optional) -> Part {
        Part::Either {
            either: vec![self.parts(marked, optional), Vec::new()],
        }
    }
}

/// The wallet: by an Ed25519 key, by another key, by another DID, or none.
fn holder() -> Part {
    let passage = |text: &str| Part::Passage(text.to_owned());
    let place = |kind| Part::Place {
        place: "holder".to_owned(),
        kind,
    };
    let did_key = |kind| vec![passage("\"id\":\"did:key:"), place(kind), passage("\",")];
    Part::Either {
        either: vec![
            did_key(Kind::Key),
            did_key(Kind::Multibase),
            vec![passage("\"id\":\""), place(Kind::Text), passage("\",")],
            vec![],
        ],
    }
}

/// The digest of the certificate that travels with the receipt, or another.
fn digest() -> Part {
    let place = |kind| {
        vec![Part::Place {
            place: "digest".to_owned(),
            kind,
        }]
    };
    Part::Either {
        either: vec![place(Kind::CertificateDigest), place(Kind::Digest)],
    }
}

/// Marks the results of the courses. Gives their text with the comma behind it: as it then stands in the certificate, and
/// with what each of them may lack.
fn mark_courses(certificate: &mut Value) -> Result<(String, String), MakeError> {
    let pointer = "/credentialSubject/moduleResult";
    let results = certificate.pointer_mut(pointer);
    let results = results.and_then(Value::as_array_mut);
    let results = results.ok_or(MakeError::Missing { pointer })?;
    let mut marked = Vec::new();
    for (at, result) in results.iter_mut().enumerate() {
        let members = result.as_object_mut();
        let members = members.ok_or(MakeError::Missing { pointer })?;
        members.insert("letter".to_owned(), mark(&format!("letter:{at}")).into());
        members.shift_remove("percent");
        let text = result.to_string();
        let open = text.strip_suffix('}').unwrap_or(&text);
        marked.push(format!("{open}{}}}", mark(&format!("coursePercent?:{at}"))));
    }
    let plain: Vec<_> = results.iter().map(ToString::to_string).collect();
    let whole = |results: &[String]| format!("\"moduleResult\":[{}],", results.join(","));
    Ok((whole(&plain), whole(&marked)))
}

/// The result whose value is marked so, as its text with the comma behind it.
fn result_with(name: &str, marked: &Value) -> Result<String, MakeError> {
    let pointer = "/credentialSubject/result";
    let results = marked.pointer(pointer).and_then(Value::as_array);
    let value = Value::from(mark(name));
    let result = results.and_then(|results| results.iter().find(|r| r["value"] == value));
    result
        .map(|result| format!("{result},"))
        .ok_or(MakeError::Missing { pointer })
}

fn mark(name: &str) -> String {
    format!("{OPEN}{name}{CLOSE}")
}

/// A text as it stands between quotation marks in JSON.
fn json_text(text: &str) -> String {
    let quoted = Value::from(text).to_string();
    quoted[1..quoted.len() - 1].to_owned()
}

fn text_at<'a>(value: &'a Value, pointer: &'static str) -> Result<&'a str, MakeError> {
    let text = value.pointer(pointer).and_then(Value::as_str);
    text.ok_or(MakeError::Missing { pointer })
}

fn put(value: &mut Value, pointer: &'static str, text: &str) -> Result<(), MakeError> {
    *value
        .pointer_mut(pointer)
        .ok_or(MakeError::Missing { pointer })? = text.into();
    Ok(())
}
