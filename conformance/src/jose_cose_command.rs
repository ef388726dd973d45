//! The command line of the [test suite](https://w3c.github.io/vc-jose-cose-test-suite/) for
//! [Securing Verifiable Credentials using JOSE and COSE](https://www.w3.org/TR/vc-jose-cose/): it issues or verifies one
//! file and writes `{"result": "success", "data": ".."}` or `{"result": "failure", "data": ""}`.

mod key_file;
mod properties;

use std::{
    fs::File,
    io::{self, Read as _, Write},
    path::{Path, PathBuf},
};

use clap::{Parser, ValueEnum};
use credential::vc_jose_cose::{
    Claims, Document, JwkError, Policy,
    cose::{self, CoseError},
    jose::{self, JwtError},
    sd_jwt::{self, Binding, PathError, Profile, SdJwtError},
};
use jiff::Timestamp;
use rand_core::CryptoRng;
use schemas::json::{self, JsonError, Limits};
use serde::Serialize;
use serde_json::Value;

pub use self::key_file::KeyFileError;
use self::{
    key_file::{KeyFile, names_institution},
    properties::unknown_property,
};

/// The largest file that is read: a token of 1 MiB in base64, twice over.
const MAX_FILE: u64 = 4 << 20;

/// Issues or verifies one credential or presentation with JOSE, SD-JWT or COSE.
#[derive(Debug, Parser)]
#[command(name = "vc-jose-cose", version, max_term_width = 100)]
pub struct Cli {
    /// What to do
    #[arg(value_enum)]
    pub action: Action,

    /// The document (JSON) to issue, or the token (COSE in base64) to verify
    #[arg(long, value_name = "FILE")]
    pub input: PathBuf,

    /// The key: JSON with `publicKeyJwk`, and `secretKeyJwk` for issuing
    #[arg(long, value_name = "FILE")]
    pub key: PathBuf,

    /// What is secured, and how
    #[arg(long, value_enum)]
    pub feature: Feature,

    /// What to conceal, as a JSON array of paths.
    #[arg(
        long,
        value_name = "PATHS",
        help = r#"What to conceal, as JSON: '["credentialSubject.phoneNumbers[0]"]'"#
    )]
    pub sd: Option<String>,

    /// Where the answer goes
    #[arg(long, value_name = "FILE")]
    pub output: PathBuf,

    /// Verify for this instant (RFC 3339) instead of now
    #[arg(long, value_name = "TIME")]
    pub at: Option<Timestamp>,

    /// Refuse to issue properties that the data model does not know
    #[arg(long)]
    pub strict: bool,
}

/// What to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Action {
    /// Secure a document
    Issue,
    /// Verify a token
    Verify,
}

/// A feature of the suite.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "snake_case")]
pub enum Feature {
    /// vc+jwt
    CredentialJose,
    /// vc+sd-jwt
    #[value(name = "credential_sdjwt")]
    CredentialSdJwt,
    /// application/vc+cose
    CredentialCose,
    /// vp+jwt
    PresentationJose,
    /// vp+sd-jwt
    #[value(name = "presentation_sdjwt")]
    PresentationSdJwt,
    /// application/vp+cose
    PresentationCose,
}

/// The three ways of securing.
#[derive(Clone, Copy)]
enum Securing {
    Jose,
    SdJwt,
    Cose,
}

impl Feature {
    fn document(self) -> Document {
        match self {
            Self::CredentialJose | Self::CredentialSdJwt | Self::CredentialCose => {
                Document::Credential
            }
            Self::PresentationJose | Self::PresentationSdJwt | Self::PresentationCose => {
                Document::Presentation
            }
        }
    }

    fn securing(self) -> Securing {
        match self {
            Self::CredentialJose | Self::PresentationJose => Securing::Jose,
            Self::CredentialSdJwt | Self::PresentationSdJwt => Securing::SdJwt,
            Self::CredentialCose | Self::PresentationCose => Securing::Cose,
        }
    }
}

/// Why there is nothing but a failure to answer.
#[derive(Debug, thiserror::Error)]
pub enum CommandError {
    /// A file cannot be read.
    #[error("{} cannot be read: {problem}", path.display())]
    File {
        /// Which file.
        path: PathBuf,
        /// Why.
        problem: io::Error,
    },
    /// A file is larger than is read.
    #[error("{} is larger than {MAX_FILE} bytes, which is all that is read", path.display())]
    TooLarge {
        /// Which file.
        path: PathBuf,
    },
    /// The input is no JSON.
    #[error("the input: {0}")]
    Input(#[from] JsonError),
    /// The key file.
    #[error(transparent)]
    Key(#[from] KeyFileError),
    /// A key in the file.
    #[error(transparent)]
    Jwk(#[from] JwkError),
    /// `--sd` is no JSON array of texts.
    #[error(r#"--sd is no JSON array of paths: write it as '["credentialSubject.name"]'"#)]
    Paths,
    /// A path in `--sd`.
    #[error(transparent)]
    Path(#[from] PathError),
    /// `--sd` for what has no selective disclosure.
    #[error("--sd is for credential_sdjwt and presentation_sdjwt alone")]
    NothingToConceal,
    /// A document that an institution would seem to have signed.
    #[error(
        "the document's {member} is \"{found}\": a did:web names an institution, for which this program never speaks. Give one that is nobody's, such as https://issuer.example"
    )]
    Institution {
        /// Which member.
        member: &'static str,
        /// Its value, shortened.
        found: String,
    },
    /// An unknown property under `--strict`.
    #[error(
        "the property {name} is not one of the data model: leave it out, or issue without --strict"
    )]
    UnknownProperty {
        /// Which one.
        name: String,
    },
    /// JOSE.
    #[error(transparent)]
    Jwt(#[from] JwtError),
    /// SD-JWT.
    #[error(transparent)]
    SdJwt(#[from] SdJwtError),
    /// COSE.
    #[error(transparent)]
    Cose(#[from] CoseError),
}

/// What the suite reads.
#[derive(Serialize)]
struct Answer {
    result: &'static str,
    data: String,
}

/// Does what was asked and writes the answer; a failure's reason goes to `problems`. The error is for an answer that
/// could not be written.
pub fn run(
    cli: &Cli,
    now: Timestamp,
    rng: &mut impl CryptoRng,
    problems: &mut impl Write,
) -> io::Result<()> {
    let outcome = match cli.action {
        Action::Issue => issue(cli, rng),
        Action::Verify => verify(cli, cli.at.unwrap_or(now)),
    };
    let answer = match outcome {
        Ok(data) => Answer {
            result: "success",
            data,
        },
        Err(error) => {
            writeln!(problems, "vc-jose-cose: {error}")?;
            Answer {
                result: "failure",
                data: String::new(),
            }
        }
    };
    let mut text = serde_json::to_string(&answer)?;
    text.push('\n');
    std::fs::write(&cli.output, text).map_err(|error| {
        let output = cli.output.display();
        io::Error::new(error.kind(), format!("{output} cannot be written: {error}"))
    })
}

fn issue(cli: &Cli, rng: &mut impl CryptoRng) -> Result<String, CommandError> {
    let key = KeyFile::read(&read(&cli.key)?)?.signing_key()?;
    let content = json::parse(&read(&cli.input)?, Limits::CREDENTIAL)?;
    no_institution(&content)?;
    let document = cli.feature.document();
    if cli.strict
        && let Some(name) = unknown_property(&content, document)
    {
        return Err(CommandError::UnknownProperty { name });
    }
    let concealed = concealed(cli)?;
    let claims = Claims::default();
    Ok(match cli.feature.securing() {
        Securing::Jose => jose::issue(&content, document, &key, &claims)?,
        Securing::SdJwt => {
            let profile = Profile::of(document);
            sd_jwt::issue(&content, profile, &key, &concealed, &claims, rng)?.to_string()
        }
        Securing::Cose => cose::to_base64(&cose::issue(&content, document, &key, &claims)?),
    })
}

/// Who signs, in whatever form the document says it, is no institution.
fn no_institution(content: &Value) -> Result<(), CommandError> {
    for member in ["issuer", "holder", "iss"] {
        if let Some(found) = institution(&content[member]) {
            return Err(CommandError::Institution {
                member,
                found: found.chars().take(80).collect(),
            });
        }
    }
    Ok(())
}

fn institution(signatory: &Value) -> Option<&str> {
    match signatory {
        Value::String(text) => names_institution(text).then_some(text),
        Value::Array(items) => items.iter().find_map(institution),
        Value::Object(members) => ["id", "@id"]
            .iter()
            .find_map(|name| institution(members.get(*name)?)),
        _ => None,
    }
}

/// Credentials in a presentation must be enveloped; their signatures are other people's, whose keys the suite does not
/// give.
fn verify(cli: &Cli, at: Timestamp) -> Result<String, CommandError> {
    let key = KeyFile::read(&read(&cli.key)?)?.public_key()?;
    let input = read(&cli.input)?;
    let token = String::from_utf8_lossy(&input);
    let document = cli.feature.document();
    let policy = Policy::at(at);
    let verified = match cli.feature.securing() {
        Securing::Jose => jose::verify(&token, document, &key, &policy)?,
        Securing::SdJwt => {
            let profile = Profile::of(document);
            sd_jwt::verify(&token, profile, &key, &policy, Binding::NotAsked)?.into_verified()
        }
        Securing::Cose => cose::verify(&cose::from_base64(&token)?, document, &key, &policy)?,
    };
    Ok(Value::Object(verified.claims().clone()).to_string())
}

fn concealed(cli: &Cli) -> Result<Vec<sd_jwt::Path>, CommandError> {
    let Some(text) = &cli.sd else {
        return Ok(Vec::new());
    };
    if !matches!(cli.feature.securing(), Securing::SdJwt) {
        return Err(CommandError::NothingToConceal);
    }
    let Ok(Value::Array(paths)) = json::parse(text.as_bytes(), Limits::CREDENTIAL) else {
        return Err(CommandError::Paths);
    };
    let path = |path: &Value| -> Result<sd_jwt::Path, CommandError> {
        Ok(path.as_str().ok_or(CommandError::Paths)?.parse()?)
    };
    paths.iter().map(path).collect()
}

fn read(path: &Path) -> Result<Vec<u8>, CommandError> {
    let problem = |problem| CommandError::File {
        path: path.to_owned(),
        problem,
    };
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(problem)?;
    file.take(MAX_FILE + 1)
        .read_to_end(&mut bytes)
        .map_err(problem)?;
    if bytes.len() as u64 > MAX_FILE {
        return Err(CommandError::TooLarge {
            path: path.to_owned(),
        });
    }
    Ok(bytes)
}
