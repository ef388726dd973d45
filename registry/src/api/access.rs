//! Who asks: an awarding body, the operator, or anybody.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::{
    extract::{ConnectInfo, FromRequestParts},
    http::{StatusCode, request::Parts},
};
use schemas::award::AwardingBody;
use service::{
    problem::ApiProblem,
    token::{self, Bearer},
};

use super::Shared;
use crate::app::Registry;

/// The awarding body whose API credential came with the request. 401 without one.
pub(super) struct Hei(pub(super) AwardingBody);

impl FromRequestParts<Shared> for Hei {
    type Rejection = ApiProblem;

    async fn from_request_parts(
        parts: &mut Parts,
        registry: &Shared,
    ) -> Result<Self, Self::Rejection> {
        let Bearer(sent) = Bearer::from_request_parts(parts, registry).await?;
        let body = registry.store.body_of_token(sent.expose()).await?;
        body.map(Self).ok_or_else(token::unknown)
    }
}

/// The operator's admin token came with the request. 401 without it.
pub(super) struct Admin;

impl FromRequestParts<Shared> for Admin {
    type Rejection = ApiProblem;

    async fn from_request_parts(
        parts: &mut Parts,
        registry: &Shared,
    ) -> Result<Self, Self::Rejection> {
        let Bearer(sent) = Bearer::from_request_parts(parts, registry).await?;
        if registry.admin.fits(sent.expose()) {
            Ok(Self)
        } else {
            Err(token::unknown())
        }
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
        let address = client_address(parts, registry);
        if registry.lookups.take(address, registry.now()) {
            return Ok(Self);
        }
        Err(ApiProblem::new(
            StatusCode::TOO_MANY_REQUESTS,
            "too-many-lookups",
            "too many numbers were looked up from this address: wait a minute",
        ))
    }
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
