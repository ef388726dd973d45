//! How the types of this crate stand in the OpenAPI documents, where the derived description would say less than
//! the type holds: identifiers with their form, instants, signed credentials.

use std::borrow::Cow;

use serde_json::{Value, json};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        RefOr, Schema,
        schema::{
            AdditionalProperties, ArrayBuilder, ObjectBuilder, SchemaFormat, SchemaType, Type,
        },
    },
};

use crate::{
    award::{AccreditedKey, Interval},
    credit::Credits,
    did::{Did, DidUrl},
    digest::Digest,
    grade::Percent,
    identifier::{BatchId, DraftId, HeiCode, LocalCode, ProgrammeCode, StatusListName},
    number::CertificateNumber,
    programme::{DegreeProgramme, Integration},
    report::Reason,
    rights::{Actor, ApiKeyId, KeyHolder, KeyLabel},
};

/// The form of an identifier in text.
struct TextForm {
    description: &'static str,
    pattern: &'static str,
    /// The fewest and the most characters.
    length: (usize, usize),
    example: &'static str,
}

impl TextForm {
    fn schema(self) -> RefOr<Schema> {
        text(self.description)
            .pattern(Some(self.pattern))
            .min_length(Some(self.length.0))
            .max_length(Some(self.length.1))
            .examples([self.example])
            .into()
    }
}

fn text(description: &str) -> ObjectBuilder {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .description(Some(description))
}

macro_rules! described {
    ($($name:ident => $schema:expr;)+) => {
        $(
            impl PartialSchema for $name {
                fn schema() -> RefOr<Schema> {
                    $schema
                }
            }

            impl ToSchema for $name {
                fn name() -> Cow<'static, str> {
                    Cow::Borrowed(stringify!($name))
                }
            }
        )+
    };
}

described! {
    HeiCode => TextForm {
        description: "The operator's short name of an awarding body.",
        pattern: "^[a-z][a-z0-9-]{0,30}[a-z0-9]$",
        length: (2, 32),
        example: "kaznu",
    }.schema();
    ProgrammeCode => TextForm {
        description: "The code of a programme in the register.",
        pattern: "^[A-Z][A-Z0-9-]{1,30}[A-Z0-9]$",
        length: (3, 32),
        example: "MC-FRONT-7",
    }.schema();
    LocalCode => TextForm {
        description: "A code inside a programme: of a course, an outcome, a competency, an instrument.",
        pattern: "^[A-Za-z0-9]([A-Za-z0-9-]{0,22}[A-Za-z0-9])?$",
        length: (1, 24),
        example: "LO1",
    }.schema();
    Digest => TextForm {
        description: "A SHA2-256 multihash in multibase base64url without padding.",
        pattern: "^uEi[A-D][A-Za-z0-9_-]{42}[AQgw]$",
        length: (47, 47),
        example: "uEiDjsMRCmPwcFJr79MiZb7kkJ65B5GSbk0yklZkbeFK4VQ",
    }.schema();
    StatusListName => TextForm {
        description: "The name of a status list.",
        pattern: "^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$",
        length: (1, 40),
        example: "2026-1",
    }.schema();
    CertificateNumber => TextForm {
        description: "Fourteen digits: two of the year, ten of the serial, two check digits by ISO 7064 MOD 97-10.",
        pattern: "^[0-9]{14}$",
        length: (14, 14),
        example: "26481029576341",
    }.schema();
    Credits => TextForm {
        description: "A volume of academic credits as a decimal string, exact to one hundredth.",
        pattern: "^[0-9]{1,4}([.,][0-9]{1,2})?$",
        length: (1, 7),
        example: "2.5",
    }.schema();
    Did => TextForm {
        description: "A DID (Decentralized Identifiers 1.0, section 3.1) without path, query or fragment.",
        pattern: "^did:[a-z0-9]+:([A-Za-z0-9._:-]|%[0-9A-Fa-f]{2})*([A-Za-z0-9._-]|%[0-9A-Fa-f]{2})$",
        length: (7, 512),
        example: "did:web:registry.example:hei:kaznu",
    }.schema();
    DidUrl => TextForm {
        description: "A DID with a fragment: the name of a verification method.",
        pattern: "^did:[a-z0-9]+:([A-Za-z0-9._:-]|%[0-9A-Fa-f]{2})*([A-Za-z0-9._-]|%[0-9A-Fa-f]{2})#[A-Za-z0-9._~-]+$",
        length: (9, 512),
        example: "did:web:registry.example:hei:kaznu#z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2",
    }.schema();
    ApiKeyId => TextForm {
        description: "The public name of an API key.",
        pattern: "^key_[0-9a-f]{32}$",
        length: (36, 36),
        example: "key_0123456789abcdef0123456789abcdef",
    }.schema();
    KeyHolder => TextForm {
        description: "Whose an API key is: the operator, or an awarding body by its code.",
        pattern: "^(operator|hei:[a-z][a-z0-9-]{0,30}[a-z0-9])$",
        length: (6, 36),
        example: "hei:kaznu",
    }.schema();
    KeyLabel => TextForm {
        description: "What people call an API key. It is kept for ever: no names of people.",
        pattern: r"^[^\s\x00-\x1f\x7f-\x9f]([^\x00-\x1f\x7f-\x9f]{0,58}[^\s\x00-\x1f\x7f-\x9f])?$",
        length: (1, 60),
        example: "issuer on server 2",
    }.schema();
    Actor => TextForm {
        description: "Who did something: an API key, or the admin token of the settings.",
        pattern: "^(bootstrap|key_[0-9a-f]{32})$",
        length: (9, 36),
        example: "key_0123456789abcdef0123456789abcdef",
    }.schema();
    DraftId => uuid("One draft of a certificate, made once at the HEI. Tells nothing about the person.");
    BatchId => uuid("One batch of drafts: a group's results, imported together.");
    Percent => ObjectBuilder::new()
        .schema_type(Type::Integer)
        .description(Some("A whole percentage."))
        .minimum(Some(0))
        .maximum(Some(100))
        .into();
    Integration => integration();
    AccreditedKey => accredited_key();
    Multikey => TextForm {
        description: "An Ed25519 public key as a multibase Multikey value.",
        pattern: "^z6Mk[1-9A-HJ-NP-Za-km-z]{44}$",
        length: (48, 48),
        example: "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2",
    }.schema();
    SignedCredential => signed_credential();
    Reason => reason();
}

/// Stands for an Ed25519 public key in text, which `credential` reads.
pub struct Multikey;

/// Stands for a secured document (Verifiable Credentials Data Model 2.0), which `credential` judges.
pub struct SignedCredential;

fn uuid(description: &str) -> RefOr<Schema> {
    text(description)
        .format(Some(SchemaFormat::Custom("uuid".to_owned())))
        .examples(["3f1c9a52-6c1e-4c57-9d0f-0c6b3f2f4a11"])
        .into()
}

/// Written out: as the type is read, unknown fields are refused beside either kind.
fn integration() -> RefOr<Schema> {
    let kind = |name: &str| {
        ObjectBuilder::new()
            .additional_properties(Some(AdditionalProperties::<Schema>::FreeForm(false)))
            .property(
                "kind",
                ObjectBuilder::new()
                    .schema_type(Type::String)
                    .enum_values(Some([name])),
            )
            .required("kind")
    };
    let embedded = kind("EmbeddedInDegree")
        .property("degreeProgramme", DegreeProgramme::schema())
        .required("degreeProgramme");
    utoipa::openapi::schema::OneOfBuilder::new()
        .description(Some(
            "Whether a programme stands alone or is embedded in a degree programme.",
        ))
        .item(kind("StandAlone"))
        .item(embedded)
        .into()
}

/// Written out: the span of time is spread among the other fields.
fn accredited_key() -> RefOr<Schema> {
    let RefOr::T(Schema::Object(mut key)) = Interval::schema() else {
        return Interval::schema();
    };
    key.description =
        Some("A key of an awarding body and the time in which it was in force.".to_owned());
    let revoked = ObjectBuilder::new()
        .schema_type(SchemaType::from_iter([Type::String, Type::Null]))
        .format(Some(SchemaFormat::KnownFormat(
            utoipa::openapi::KnownFormat::DateTime,
        )))
        .description(Some("Since when it is known to be in other hands."));
    ObjectBuilder::from(key)
        .property("id", DidUrl::schema())
        .required("id")
        .property("revoked", revoked)
        .into()
}

/// All codes; the fields beside a code are its circumstances.
fn reason() -> RefOr<Schema> {
    let samples = Reason::samples().into_iter();
    let codes = samples.filter_map(|reason| {
        let fields = serde_json::to_value(reason).ok()?;
        Some(fields.get("code")?.clone())
    });
    let code = text("The code.").enum_values(Some(codes.collect::<Vec<_>>()));
    ObjectBuilder::new()
        .schema_type(Type::Object)
        .description(Some(
            "Why a check ended as it did: a code, and the circumstances that it has.",
        ))
        .property("code", code)
        .required("code")
        .into()
}

fn signed_credential() -> RefOr<Schema> {
    let names = || {
        ArrayBuilder::new()
            .items(ObjectBuilder::new().schema_type(Type::String))
            .min_items(Some(1))
    };
    let any = || ObjectBuilder::new().schema_type(SchemaType::AnyValue);
    let example: Value = json!({
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "type": ["VerifiableCredential", "RegistrationReceipt"],
        "issuer": "did:web:registry.example",
        "credentialSubject": {},
        "proof": { "type": "DataIntegrityProof", "cryptosuite": "eddsa-rdfc-2022" },
    });
    ObjectBuilder::new()
        .schema_type(Type::Object)
        .description(Some(
            "A signed document of the W3C Verifiable Credentials Data Model 2.0. What it says counts when its proof was verified.",
        ))
        .property("@context", names())
        .required("@context")
        .property("type", names())
        .required("type")
        .property("issuer", any())
        .required("issuer")
        .property("credentialSubject", any())
        .required("credentialSubject")
        .property("proof", any())
        .required("proof")
        .examples([example])
        .into()
}
