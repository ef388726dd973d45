//! What the operator signs: receipts, the trust list, status lists.

use jiff::Timestamp;
use schemas::did::Did;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::Value;

use crate::{contexts::Contexts, eddsa_rdfc_2022, json_ld, profile, trust::Trust};

/// A credential of the operator as it must be written; nothing else may stand in it.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Credential<S> {
    #[serde(rename = "@context")]
    context: Vec<String>,
    id: String,
    #[serde(rename = "type")]
    types: Vec<String>,
    issuer: Did,
    #[serde(with = "schemas::date_time_stamp")]
    valid_from: Timestamp,
    #[serde(
        default,
        with = "schemas::date_time_stamp::optional",
        skip_serializing_if = "Option::is_none"
    )]
    valid_until: Option<Timestamp>,
    #[serde(rename = "credentialSubject")]
    subject: S,
}

/// A credential that bears the operator's valid signature.
#[derive(Debug)]
pub(super) struct Signed<S> {
    pub(super) subject: S,
    pub(super) valid_from: Timestamp,
    pub(super) valid_until: Option<Timestamp>,
}

/// Which credential is expected.
pub(super) struct Expected<'a> {
    pub(super) id: &'a str,
    /// Its types in order; `None`: whatever the operator calls it.
    pub(super) types: &'a [Option<&'a str>],
    pub(super) contexts: &'a [String],
}

/// Verifies that `document` is the expected credential of the operator; else says what is wrong.
pub(super) fn open<S: DeserializeOwned + Serialize>(
    document: &Value,
    expected: &Expected<'_>,
    trust: &Trust,
    contexts: &Contexts,
) -> Result<Signed<S>, String> {
    if json_ld::too_deep(document) {
        return Err("it is nested too deep".to_owned());
    }
    let read: Credential<S> =
        profile::exactly(&profile::without_proof(document)).map_err(|e| e.to_string())?;
    let hold = |rule: bool, problem: &str| {
        if rule {
            Ok(())
        } else {
            Err(problem.to_owned())
        }
    };
    hold(read.id == expected.id, "it is about something else")?;
    let fits = |(found, name): (&String, Option<&str>)| name.is_none_or(|name| found == name);
    let names = expected.types.iter().copied();
    let typed = read.types.len() == names.len() && read.types.iter().zip(names).all(fits);
    hold(typed, "it has other types")?;
    hold(read.context == expected.contexts, "it has other contexts")?;
    hold(
        read.issuer == trust.operator,
        "the operator did not issue it",
    )?;
    let proof = eddsa_rdfc_2022::verify(document, contexts).map_err(|e| e.to_string())?;
    let pinned = trust.operator_keys.contains(proof.verification_method());
    hold(pinned, "it is not signed by a pinned key of the operator")?;
    hold(
        proof.purpose() == "assertionMethod",
        "its proof is for another purpose",
    )?;
    Ok(Signed {
        subject: read.subject,
        valid_from: read.valid_from,
        valid_until: read.valid_until,
    })
}
