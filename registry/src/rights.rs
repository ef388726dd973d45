//! Rights: which role may do what. One table, and whatever is not in it is denied to everybody.
//!
//! ```text
//! operator   operator-admin      everything of the operator, everybody's API keys
//!            operator-registrar  ends keys and suspends awarding bodies in an emergency
//!            auditor             reads the log and the lists of API keys
//! HEI        hei-admin           everything of the awarding body, and its API keys
//!            programme-author    its programmes, and what became of their submission
//!            hei-registrar       what a signer may, and what becomes of certificates
//!            signer              numbers, and registration of what was signed
//! ```
//!
//! The table says what a role may do; whose things it may do it to is decided with the things: by the awarding body of
//! the key, which no request can name, by the programmes that the key is limited to, and for API keys by [`Reach`].

use std::sync::Arc;

use jiff::Timestamp;
use schemas::{
    api::registry::offline,
    award::AwardingBody,
    rights::{Actor, KeyHolder, Role, Scope},
};

use Permitted::{Everybody, Roles};
use Role::{
    Auditor, HeiAdmin, HeiRegistrar, OperatorAdmin, OperatorRegistrar, ProgrammeAuthor, Signer,
};

/// One operation of the HTTP interface, and who may carry it out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// The operation's id in the OpenAPI document; the document itself is not in it.
    pub operation: &'static str,
    /// The HTTP method. `HEAD` goes by the rule of `GET`.
    pub method: &'static str,
    /// The path with its parameters in braces.
    pub path: &'static str,
    /// Who may.
    pub permitted: Permitted,
}

/// Who may carry out an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Permitted {
    /// Everybody, without an API key.
    Everybody,
    /// API keys of these roles.
    Roles(&'static [Role]),
}

const PROGRAMMES: Permitted = Roles(&[HeiAdmin, ProgrammeAuthor]);
const SUBMISSIONS: Permitted = Roles(&[OperatorAdmin, HeiAdmin, ProgrammeAuthor]);
const SIGNING: Permitted = Roles(&[HeiAdmin, HeiRegistrar, Signer]);
const STATUS: Permitted = Roles(&[HeiAdmin, HeiRegistrar]);
const OPERATOR: Permitted = Roles(&[OperatorAdmin]);
const EMERGENCY: Permitted = Roles(&[OperatorAdmin, OperatorRegistrar]);
const KEYS: Permitted = Roles(&[OperatorAdmin, HeiAdmin]);

/// The table.
#[rustfmt::skip]
pub const RULES: &[Rule] = &[
    rule("listProgrammes", "GET", "/api/v1/programmes", Everybody),
    rule("getProgramme", "GET", "/api/v1/programmes/{code}", Everybody),
    rule("getProgrammeDictionary", "GET", "/api/v1/programmes/{code}/dictionary", Everybody),
    rule("getCertificate", "GET", "/api/v1/certificates/{number}", Everybody),
    rule("listAwardingBodies", "GET", "/api/v1/awarding-bodies", Everybody),

    rule("getMe", "GET", "/api/v1/me", Roles(Role::ALL)),
    rule("submitProgramme", "POST", "/api/v1/programmes", PROGRAMMES),
    rule("listSubmissions", "GET", "/api/v1/submissions", SUBMISSIONS),
    rule("getSubmission", "GET", "/api/v1/submissions/{code}", SUBMISSIONS),
    rule("takeBackSubmission", "POST", "/api/v1/submissions/{code}/take-back", PROGRAMMES),
    rule("withdrawProgramme", "POST", "/api/v1/programmes/{code}/withdrawal", PROGRAMMES),
    rule("allocateNumbers", "POST", "/api/v1/allocations", SIGNING),
    rule("registerCertificates", "POST", "/api/v1/register", SIGNING),
    rule("revokeCertificate", "POST", "/api/v1/certificates/{number}/revocation", STATUS),
    rule("holdCertificate", "POST", "/api/v1/certificates/{number}/hold", STATUS),
    rule("releaseCertificate", "POST", "/api/v1/certificates/{number}/release", STATUS),
    rule("changeStatuses", "POST", "/api/v1/status-changes", STATUS),

    rule("accreditAwardingBody", "POST", "/api/v1/awarding-bodies", OPERATOR),
    rule("endAccreditation", "POST", "/api/v1/awarding-bodies/{code}/end", OPERATOR),
    rule("suspendAccreditation", "POST", "/api/v1/awarding-bodies/{code}/suspension", EMERGENCY),
    rule("endSuspension", "POST", "/api/v1/awarding-bodies/{code}/suspension/end", OPERATOR),
    rule("addKey", "POST", "/api/v1/awarding-bodies/{code}/keys", OPERATOR),
    rule("admitSubmission", "POST", "/api/v1/submissions/{code}/admission", OPERATOR),
    rule("returnSubmission", "POST", "/api/v1/submissions/{code}/return", OPERATOR),
    rule("endKey", "POST", "/api/v1/awarding-bodies/{code}/keys/end", EMERGENCY),
    rule("renewApiKey", "POST", "/api/v1/awarding-bodies/{code}/api-key", OPERATOR),

    rule("listApiKeys", "GET", "/api/v1/api-keys", Roles(&[OperatorAdmin, Auditor, HeiAdmin])),
    rule("createApiKey", "POST", "/api/v1/api-keys", KEYS),
    rule("revokeApiKey", "POST", "/api/v1/api-keys/{id}/revocation", Roles(&[OperatorAdmin, OperatorRegistrar, HeiAdmin])),
    rule("rotateApiKey", "POST", "/api/v1/api-keys/{id}/rotation", KEYS),
    rule("readAudit", "GET", "/api/v1/audit", Roles(&[OperatorAdmin, Auditor])),

    rule("getStatusList", "GET", "/status/{list}", Everybody),
    rule("getTrustList", "GET", "/trust-list", Everybody),
    rule("getOfflineBundle", "GET", offline::PATH, Everybody),
    rule("getReceipt", "GET", "/certificates/{number}/receipt", Everybody),
    rule("getContext", "GET", "/contexts/mc/v1.jsonld", Everybody),
    rule("getReviewContext", "GET", "/contexts/mc-review/v1.jsonld", Everybody),
    rule("getSchema", "GET", "/schemas/mc/v1.json", Everybody),
    rule("getVocabulary", "GET", "/vocab/mc", Everybody),
    rule("getGradeScale", "GET", "/grade-scales/{name}", Everybody),
    rule("getDictionary", "GET", "/dictionaries/{id}", Everybody),
    rule("getOperatorDid", "GET", "/.well-known/did.json", Everybody),
    rule("getHostedDid", "GET", "/hei/{code}/did.json", Everybody),
    rule("getOpenApi", "GET", service::openapi::PATH, Everybody),
];

const fn rule(
    operation: &'static str,
    method: &'static str,
    path: &'static str,
    permitted: Permitted,
) -> Rule {
    Rule {
        operation,
        method,
        path,
        permitted,
    }
}

/// The rule for a request that was matched to `path`; `None`: nobody may.
pub fn rule_of(method: &str, path: &str) -> Option<&'static Rule> {
    let method = if method == "HEAD" { "GET" } else { method };
    RULES
        .iter()
        .find(|rule| rule.method == method && rule.path == path)
}

/// Who asks, by the API key of the request. The role is the table's matter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// The key, as it is noted with what it does.
    pub by: Actor,
    /// Whose it is.
    pub holder: KeyHolder,
    /// What it is for.
    pub role: Role,
    /// The programmes that the key is limited to.
    pub programmes: Scope,
    /// When it ends, if that is known.
    pub expires_at: Option<Timestamp>,
    /// The awarding body as it stands, when the holder is one.
    pub body: Option<Arc<AwardingBody>>,
}

impl Caller {
    /// The admin token of the settings: by it the first API keys are made.
    pub fn bootstrap() -> Self {
        Self {
            by: Actor::Bootstrap,
            holder: KeyHolder::Operator,
            role: OperatorAdmin,
            programmes: Scope::default(),
            expires_at: None,
            body: None,
        }
    }

    /// Whose API keys it may see and change, where the table permits its role to.
    pub fn reach(&self) -> Reach {
        match (&self.holder, self.role) {
            (KeyHolder::Operator, OperatorRegistrar) => Reach::AwardingBodies,
            (KeyHolder::Operator, _) => Reach::All,
            (body @ KeyHolder::AwardingBody(_), _) => Reach::Own(body.clone()),
        }
    }
}

/// A set of holders of API keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reach {
    /// This one.
    Own(KeyHolder),
    /// All awarding bodies: an emergency is no reason to lock the operator out.
    AwardingBodies,
    /// All.
    All,
}

impl Reach {
    /// Whether it has `holder` in it.
    pub fn covers(&self, holder: &KeyHolder) -> bool {
        match self {
            Self::Own(own) => own == holder,
            Self::AwardingBodies => *holder != KeyHolder::Operator,
            Self::All => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn no_operation_and_no_place_has_two_rules() {
        let operations: HashSet<_> = RULES.iter().map(|rule| rule.operation).collect();
        let places: HashSet<_> = RULES.iter().map(|rule| (rule.method, rule.path)).collect();
        assert_eq!((operations.len(), places.len()), (RULES.len(), RULES.len()));
    }

    #[test]
    fn what_is_not_in_the_table_has_no_rule() {
        assert!(rule_of("DELETE", "/api/v1/programmes").is_none());
        assert!(rule_of("GET", "/api/v1/programmes/").is_none());
        assert_eq!(rule_of("HEAD", "/api/v1/me"), rule_of("GET", "/api/v1/me"));
    }

    #[test]
    fn auditors_change_nothing() {
        for rule in RULES.iter().filter(|rule| rule.method != "GET") {
            assert_ne!(rule.permitted, Everybody, "{}", rule.operation);
            if let Roles(roles) = rule.permitted {
                assert!(!roles.contains(&Auditor), "{}", rule.operation);
            }
        }
    }

    #[test]
    fn an_awarding_body_reaches_its_own_keys_alone() {
        let of = |code: &str| KeyHolder::AwardingBody(code.parse().unwrap());
        let caller = |holder, role| Caller {
            holder,
            role,
            ..Caller::bootstrap()
        };
        let admin = caller(of("kaznu"), HeiAdmin).reach();
        assert!(admin.covers(&of("kaznu")));
        assert!(!admin.covers(&of("enu")) && !admin.covers(&KeyHolder::Operator));
        let registrar = caller(KeyHolder::Operator, OperatorRegistrar).reach();
        assert!(registrar.covers(&of("enu")) && !registrar.covers(&KeyHolder::Operator));
        assert!(Caller::bootstrap().reach().covers(&KeyHolder::Operator));
    }
}
