//! Who asks, and whether they may: the guard before every operation.

use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    sync::Arc,
};

use axum::{
    extract::{ConnectInfo, FromRequestParts, MatchedPath, Request, State},
    http::{StatusCode, request::Parts},
    middleware::Next,
    response::Response,
};
use schemas::{
    api::registry::{AllocationRequest, IssuedRecord, MAX_BATCH, RegisterEntry},
    award::AwardingBody,
    identifier::ProgrammeCode,
    number::CertificateNumber,
    rights::{Actor, Scope},
};
use service::{
    problem::ApiProblem,
    token::{self, Bearer},
};

use super::Shared;
use crate::{
    api_keys::KeyRefusal,
    app::Registry,
    rate_limit::{Wait, network_of},
    rights::{self, Permitted, Rule},
};

/// Middleware: carries out the table of rights. What has no rule is denied to everybody. The caller is left in the
/// request for the operation.
pub(crate) async fn guard(
    State(registry): State<Shared>,
    request: Request,
    next: Next,
) -> Result<Response, ApiProblem> {
    let (mut parts, body) = request.into_parts();
    let path = parts.extensions.get::<MatchedPath>();
    let path = path.map(MatchedPath::as_str).unwrap_or_default();
    let Some(rule) = rights::rule_of(parts.method.as_str(), path) else {
        tracing::error!(method = %parts.method, path, "denied: the table of rights has no rule for it");
        return Err(ApiProblem::forbidden(
            "no-rule",
            "nobody may do this: the register has no rule for it. Tell the operator",
        ));
    };
    if matches!(rule.permitted, Permitted::Roles(_)) {
        let caller = authenticate(&registry, &mut parts).await?;
        judge(&registry, rule, &caller)?;
        registry.note_use(caller.by).await;
        parts.extensions.insert(caller);
    }
    Ok(next.run(Request::from_parts(parts, body)).await)
}

/// The caller by the request's API key: 401 without one, with an unknown one, with one that no longer works; 429 when it
/// is used too often.
async fn authenticate(registry: &Shared, parts: &mut Parts) -> Result<rights::Caller, ApiProblem> {
    let Bearer(sent) = Bearer::from_request_parts(parts, registry).await?;
    let now = registry.now();
    let caller = if registry.admin.fits(sent.expose()) {
        rights::Caller::bootstrap()
    } else {
        let known = registry.store.key_of_token(sent.expose()).await?;
        let known = known.ok_or_else(token::unknown)?;
        known.key.admits(sent.expose(), now).map_err(refused)?;
        rights::Caller {
            by: Actor::Key(known.key.id),
            holder: known.key.holder,
            role: known.key.role,
            programmes: known.key.programmes,
            expires_at: known.key.expires_at,
            body: known.body,
        }
    };
    registry.requests.take(caller.by, now).map_err(|wait| {
        too_many(
            "too-many-requests",
            "too many requests came with this API key",
            wait,
        )
    })?;
    Ok(caller)
}

fn refused(refusal: KeyRefusal) -> ApiProblem {
    let told = |code| {
        let detail = format!("this API key {refusal}: ask its administrator for another");
        ApiProblem::new(StatusCode::UNAUTHORIZED, code, detail)
    };
    match refusal {
        KeyRefusal::Unknown => token::unknown(),
        KeyRefusal::Expired { .. } | KeyRefusal::Replaced { .. } => told("credential-expired"),
        KeyRefusal::Revoked { .. } => told("credential-revoked"),
    }
}

/// 403 with the roles that are needed; counted in the log.
fn judge(registry: &Registry, asked: &Rule, caller: &rights::Caller) -> Result<(), ApiProblem> {
    let Permitted::Roles(permitted) = asked.permitted else {
        return Ok(());
    };
    if permitted.contains(&caller.role) {
        return Ok(());
    }
    let refusals = registry.count_refusal();
    let role = caller.role;
    tracing::warn!(operation = asked.operation, %role, by = %caller.by, refusals, "refused: the role does not permit it");
    let needed: Vec<_> = permitted.iter().map(|role| role.code()).collect();
    let needed = needed.join(", ");
    Err(ApiProblem::forbidden(
        "role-missing",
        format!(
            "an API key of the role {role} may not do this; it takes one of the roles: {needed}"
        ),
    ))
}

/// The caller, whom the guard let pass.
pub(super) struct Caller(pub(super) rights::Caller);

impl<S: Send + Sync> FromRequestParts<S> for Caller {
    type Rejection = ApiProblem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        // Absent where the table lets everybody pass: such an operation cannot ask who it is.
        let caller = parts.extensions.get::<rights::Caller>().cloned();
        caller.map(Self).ok_or_else(token::missing)
    }
}

/// The caller as an awarding body, before it is known what it does something with: with that it becomes [`Acting`], when its
/// key is not limited to other programmes.
pub(super) struct Hei {
    acting: Acting,
    scope: Scope,
}

/// An awarding body that may do something with what it named.
pub(super) struct Acting {
    /// Its API key.
    pub(super) by: Actor,
    /// How it stands.
    pub(super) body: Arc<AwardingBody>,
}

impl Hei {
    /// For something that is done with programmes. 403 when the key is not for one of them.
    pub(super) fn with_programmes<'a>(
        self,
        programmes: impl IntoIterator<Item = &'a ProgrammeCode>,
    ) -> Result<Acting, ApiProblem> {
        let mut others = programmes
            .into_iter()
            .filter(|code| !self.scope.covers(code));
        match others.next() {
            Some(other) => Err(out_of_scope(&self.scope, &format!("not to {other}"))),
            None => Ok(self.acting),
        }
    }

    /// The same of certificates, by the programmes of their numbers. Of a number that is not there, or another's, the
    /// operation itself says so.
    pub(super) async fn with_certificates(
        self,
        registry: &Registry,
        numbers: &[CertificateNumber],
    ) -> Result<Acting, ApiProblem> {
        self.own(registry, numbers).await.map(|_| self.acting)
    }

    /// The same of drafts: of their programmes, and of the certificates that are to be replaced.
    pub(super) async fn with_drafts(
        self,
        registry: &Registry,
        drafts: &[AllocationRequest],
    ) -> Result<Acting, ApiProblem> {
        let replaced: Vec<_> = drafts.iter().filter_map(|draft| draft.supersedes).collect();
        self.own(registry, &replaced).await?;
        self.with_programmes(drafts.iter().map(|draft| &draft.programme))
    }

    /// The same of certificates that are to be registered, which annuls those that they replace.
    pub(super) async fn with_records(
        self,
        registry: &Registry,
        records: &[IssuedRecord],
    ) -> Result<Acting, ApiProblem> {
        let numbers: Vec<_> = records.iter().map(|record| record.number).collect();
        let own = self.own(registry, &numbers).await?;
        let replaced: Vec<_> = own.iter().filter_map(|entry| entry.supersedes).collect();
        self.with_certificates(registry, &replaced).await
    }

    /// What the register knows of numbers of the awarding body. 403 when one is of a programme that the key is not for. Not
    /// asked for a key without a limit.
    async fn own(
        &self,
        registry: &Registry,
        numbers: &[CertificateNumber],
    ) -> Result<Vec<RegisterEntry>, ApiProblem> {
        // More than that are refused whole.
        let numbers = numbers.iter().take(MAX_BATCH).copied().collect::<Vec<_>>();
        if self.scope.is_unlimited() || numbers.is_empty() {
            return Ok(Vec::new());
        }
        let known = registry.store.all_numbered(numbers).await?.into_iter();
        let entries = known.map(|numbered| numbered.entry);
        let own: Vec<_> = entries
            .filter(|entry| entry.awarding_body == self.acting.body.code)
            .collect();
        match own.iter().find(|own| !self.scope.covers(&own.programme)) {
            Some(other) => {
                let number = other.number.grouped();
                let other = format!("the certificate {number} is of another");
                Err(out_of_scope(&self.scope, &other))
            }
            None => Ok(own),
        }
    }
}

fn out_of_scope(scope: &Scope, other: &str) -> ApiProblem {
    let detail = format!(
        "this API key is limited to the programmes {scope}, {other}: use a key that is not, or ask its administrator for one"
    );
    ApiProblem::forbidden("programme-out-of-scope", detail)
}

impl<S: Send + Sync> FromRequestParts<S> for Hei {
    type Rejection = ApiProblem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Self::Rejection> {
        let Caller(caller) = Caller::from_request_parts(parts, state).await?;
        let body = caller.body.ok_or_else(|| {
            let detail = "this is for awarding bodies: use an API key of one";
            ApiProblem::forbidden("not-an-awarding-body", detail)
        })?;
        let by = caller.by;
        Ok(Self {
            acting: Acting { by, body },
            scope: caller.programmes,
        })
    }
}

/// Permission to look one number up. 429 when the client address has used up its share.
pub(crate) struct Lookup;

impl FromRequestParts<Shared> for Lookup {
    type Rejection = ApiProblem;

    async fn from_request_parts(
        parts: &mut Parts,
        registry: &Shared,
    ) -> Result<Self, Self::Rejection> {
        let address = network_of(client_address(parts, registry));
        let taken = registry.lookups.take(address, registry.now());
        taken.map(|()| Self).map_err(|wait| {
            too_many(
                "too-many-lookups",
                "too many numbers were looked up from this address",
                wait,
            )
        })
    }
}

fn too_many(code: &str, what: &str, Wait { seconds }: Wait) -> ApiProblem {
    let detail = format!("{what}: wait {seconds} s");
    ApiProblem::new(StatusCode::TOO_MANY_REQUESTS, code, detail).with_retry_after(seconds)
}

/// The last entry of the balancer's header when one is set; else the connection's address. Requests that have
/// neither (in one process, without a connection) count as one client.
fn client_address(parts: &Parts, registry: &Registry) -> IpAddr {
    let header = registry.config.client_address_header.as_deref();
    let forwarded = header
        .and_then(|name| parts.headers.get_all(name).iter().next_back())
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.rsplit(',').next()?.trim().parse().ok());
    let connected = || {
        let info = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        info.map(|ConnectInfo(address)| address.ip())
    };
    forwarded
        .or_else(connected)
        .unwrap_or(Ipv4Addr::UNSPECIFIED.into())
}
