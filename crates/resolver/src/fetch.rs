//! One guarded GET: https, public addresses, and limits on time, size and redirects.

use std::{
    error::Error,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    time::Duration,
};

use jiff::SignedDuration;
use reqwest::{
    Client, Response, StatusCode,
    dns::{Addrs, Name, Resolve, Resolving},
    header::{ACCEPT, CACHE_CONTROL, HeaderMap, LOCATION},
    redirect::Policy,
};
use schemas::{
    base_url::is_loopback,
    json::{self, Limits},
    problem::Problem,
};
use serde_json::Value;
use url::{Host, Url};

use crate::{ResolverConfig, address::Guard};

/// What every request calls itself: the same for everybody, so that it tells nothing of who asks.
const USER_AGENT: &str = concat!("kualik-resolver/", env!("CARGO_PKG_VERSION"));

/// Why something could not be fetched. Names the host, never the path: a path can be a secret. The words after
/// the host are put into other languages by the crate `report`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FetchError {
    /// Not an absolute http or https URL, or one with a user or password in it.
    #[error("not a web address")]
    NotAnAddress,
    /// Neither https nor, where that is allowed, http on a loopback host.
    #[error("{host}: only https is asked")]
    NotHttps {
        /// The host.
        host: String,
    },
    /// The host's address is private or otherwise not public.
    #[error("{host}: its address is not a public one and is not asked")]
    AddressRefused {
        /// The host.
        host: String,
    },
    /// The host's name has no address.
    #[error("{host}: no such host")]
    NameUnknown {
        /// The host.
        host: String,
    },
    /// No connection, or it broke.
    #[error("{host}: no connection")]
    NoConnection {
        /// The host.
        host: String,
    },
    /// No complete answer in time.
    #[error("{host}: no complete answer in time")]
    TimedOut {
        /// The host.
        host: String,
    },
    /// One redirect after another.
    #[error("{host}: too many redirects")]
    TooManyRedirects {
        /// The host that sent the last one.
        host: String,
    },
    /// A redirect without a usable target.
    #[error("{host}: a redirect that leads nowhere")]
    BadRedirect {
        /// The host.
        host: String,
    },
    /// More than is read.
    #[error("{host}: the answer is too large")]
    TooLarge {
        /// The host.
        host: String,
    },
    /// There is nothing at this address.
    #[error("{host}: nothing at this address")]
    NotFound {
        /// The host.
        host: String,
        /// The code of the problem, when the server sent one (RFC 9457).
        problem: Option<String>,
    },
    /// Another status than success.
    #[error("{host}: answered with status {status}")]
    Status {
        /// The host.
        host: String,
        /// The status.
        status: u16,
    },
    /// Not JSON, or not the JSON that was asked for.
    #[error("{host}: the answer cannot be read: {problem}")]
    Unreadable {
        /// The host.
        host: String,
        /// What is wrong with it.
        problem: String,
    },
}

/// A JSON document from outside.
pub(crate) struct Fetched {
    /// The document.
    pub(crate) value: Value,
    /// Its size in bytes.
    pub(crate) size: usize,
    /// For how long its sender lets it be kept, where it says so.
    pub(crate) max_age: Option<SignedDuration>,
}

/// What comes back, to the byte.
pub(crate) struct Body {
    pub(crate) bytes: Vec<u8>,
    max_age: Option<SignedDuration>,
}

/// How something is asked for.
#[derive(Clone, Copy)]
pub(crate) struct Asked<'a> {
    /// The header `Accept`.
    pub(crate) accept: &'a str,
    /// The most bytes that are read.
    pub(crate) bytes: usize,
    /// The time for all of it.
    pub(crate) timeout: Duration,
}

/// The guarded HTTP client.
pub(crate) struct Fetcher {
    client: Client,
    guard: Guard,
    timeout: Duration,
    limits: Limits,
    max_redirects: usize,
}

impl Fetcher {
    /// Sets the client up.
    pub(crate) fn new(config: &ResolverConfig) -> Result<Self, reqwest::Error> {
        let guard = Guard {
            allow_loopback: config.allow_loopback,
        };
        let timeout = Duration::from_secs(config.timeout_seconds.max(1));
        let builder = || {
            Client::builder()
                .user_agent(USER_AGENT)
                .no_proxy()
                .referer(false)
                // Compressed answers could grow beyond the limit.
                .no_gzip()
                .no_brotli()
                .no_deflate()
                .no_zstd()
                // Each hop is checked here.
                .redirect(Policy::none())
                .https_only(!guard.allow_loopback)
                .connect_timeout(timeout)
                .pool_idle_timeout(Duration::from_secs(20))
                .pool_max_idle_per_host(8)
                .dns_resolver(GuardedDns(guard))
        };
        let client = match builder().build() {
            // A machine without root certificates can still try things out on loopback.
            Err(_) if guard.allow_loopback => builder().tls_certs_only([]).build()?,
            built => built?,
        };
        Ok(Self {
            client,
            guard,
            timeout,
            limits: Limits {
                bytes: config.max_bytes,
                depth: Limits::CREDENTIAL.depth,
            },
            max_redirects: config.max_redirects,
        })
    }

    /// The time limit for one document.
    pub(crate) fn timeout(&self) -> Duration {
        self.timeout
    }

    /// Gets the JSON document at `url`, all within the time limit.
    pub(crate) async fn json(&self, url: &str, accept: &str) -> Result<Fetched, FetchError> {
        let asked = Asked {
            accept,
            bytes: self.limits.bytes,
            timeout: self.timeout,
        };
        let body = self.get(url, asked).await?;
        let value = json::parse(&body.bytes, self.limits).map_err(|e| FetchError::Unreadable {
            host: host_of_text(url),
            problem: e.to_string(),
        })?;
        Ok(Fetched {
            value,
            size: body.bytes.len(),
            max_age: body.max_age,
        })
    }

    /// Gets what is at `url`, all within the time limit.
    pub(crate) async fn get(&self, url: &str, asked: Asked<'_>) -> Result<Body, FetchError> {
        let url: Url = url.parse().map_err(|_| FetchError::NotAnAddress)?;
        let host = host_of(&url);
        tokio::time::timeout(asked.timeout, self.follow(url, asked))
            .await
            .unwrap_or(Err(FetchError::TimedOut { host }))
    }

    async fn follow(&self, mut url: Url, asked: Asked<'_>) -> Result<Body, FetchError> {
        for _ in 0..=self.max_redirects {
            self.check(&url)?;
            let request = self.client.get(url.clone()).header(ACCEPT, asked.accept);
            let answer = request.send().await.map_err(|e| failure(&url, &e))?;
            if !answer.status().is_redirection() {
                return self.read(&url, answer, asked.bytes).await;
            }
            let target = answer.headers().get(LOCATION).and_then(|l| l.to_str().ok());
            url = target
                .and_then(|target| url.join(target).ok())
                .ok_or_else(|| FetchError::BadRedirect {
                    host: host_of(&url),
                })?;
        }
        Err(FetchError::TooManyRedirects {
            host: host_of(&url),
        })
    }

    /// What can be told before a connection is made. Names are checked once more when they are resolved.
    fn check(&self, url: &Url) -> Result<(), FetchError> {
        let host = host_of(url);
        let plain = url.username().is_empty() && url.password().is_none();
        if !plain || !matches!(url.scheme(), "http" | "https") {
            return Err(FetchError::NotAnAddress);
        }
        let address: Option<IpAddr> = match url.host() {
            Some(Host::Ipv4(v4)) => Some(v4.into()),
            Some(Host::Ipv6(v6)) => Some(v6.into()),
            Some(Host::Domain(_)) => None,
            None => return Err(FetchError::NotAnAddress),
        };
        if address.is_some_and(|a| !self.guard.lets(a)) {
            return Err(FetchError::AddressRefused { host });
        }
        let http_allowed = self.guard.allow_loopback && is_loopback(url);
        if url.scheme() == "http" && !http_allowed {
            return Err(FetchError::NotHttps { host });
        }
        Ok(())
    }

    async fn read(&self, url: &Url, answer: Response, limit: usize) -> Result<Body, FetchError> {
        let host = host_of(url);
        let status = answer.status();
        let max_age = max_age(answer.headers());
        let bytes = body(url, answer, limit).await?;
        if matches!(status, StatusCode::NOT_FOUND | StatusCode::GONE) {
            let problem = json::parse(&bytes, self.limits).ok();
            let problem: Option<Problem> = problem.and_then(|p| serde_json::from_value(p).ok());
            let problem = problem
                .filter(|p| p.kind.starts_with("urn:kualik:problem:"))
                .map(|p| p.code().chars().take(60).collect());
            return Err(FetchError::NotFound { host, problem });
        }
        if !status.is_success() {
            let status = status.as_u16();
            return Err(FetchError::Status { host, status });
        }
        Ok(Body { bytes, max_age })
    }
}

async fn body(url: &Url, mut answer: Response, limit: usize) -> Result<Vec<u8>, FetchError> {
    let too_large = || FetchError::TooLarge { host: host_of(url) };
    let announced = answer.content_length().unwrap_or(0);
    if announced > limit as u64 {
        return Err(too_large());
    }
    let mut body = Vec::new();
    while let Some(chunk) = answer.chunk().await.map_err(|e| failure(url, &e))? {
        if body.len() + chunk.len() > limit {
            return Err(too_large());
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

/// The host in the text of a URL.
pub(crate) fn host_of_text(url: &str) -> String {
    url.parse()
        .map_or_else(|_| "?".to_owned(), |url| host_of(&url))
}

/// The host with its port, where the port is an unusual one.
fn host_of(url: &Url) -> String {
    let host = url.host_str().unwrap_or("?");
    match url.port() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    }
}

fn failure(url: &Url, error: &reqwest::Error) -> FetchError {
    let host = host_of(url);
    let mut source: Option<&(dyn Error + 'static)> = Some(error);
    while let Some(inner) = source {
        match inner.downcast_ref::<DnsError>() {
            Some(DnsError::Refused) => return FetchError::AddressRefused { host },
            Some(DnsError::Unknown) => return FetchError::NameUnknown { host },
            None => source = inner.source(),
        }
    }
    if error.is_timeout() {
        FetchError::TimedOut { host }
    } else {
        FetchError::NoConnection { host }
    }
}

/// `max-age` of `Cache-Control` (RFC 9111, section 5.2.2); zero for what must not be kept or reused unasked.
fn max_age(headers: &HeaderMap) -> Option<SignedDuration> {
    let values = headers.get_all(CACHE_CONTROL).iter();
    let text: Vec<_> = values.filter_map(|v| v.to_str().ok()).collect();
    let directives = text.iter().flat_map(|t| t.split(',')).map(str::trim);
    let mut found = None;
    for directive in directives {
        let directive = directive.to_ascii_lowercase();
        if matches!(&*directive, "no-store" | "no-cache") {
            return Some(SignedDuration::ZERO);
        }
        if let Some(seconds) = directive.strip_prefix("max-age=") {
            let seconds = seconds.trim_matches('"').parse::<u32>().unwrap_or(0);
            found = Some(SignedDuration::from_secs(seconds.into()));
        }
    }
    found
}

/// Names that stand for this machine whatever a name server or a hosts file says
/// ([RFC 6761, section 6.3](https://www.rfc-editor.org/rfc/rfc6761#section-6.3)).
fn is_localhost(name: &str) -> bool {
    let name = name.trim_end_matches('.').to_ascii_lowercase();
    name == "localhost" || name.ends_with(".localhost")
}

/// Resolves names to those of their addresses that may be asked. The connection is made to the very addresses
/// that were checked, so a second look-up cannot slip another one in.
struct GuardedDns(Guard);

#[derive(Debug, thiserror::Error)]
enum DnsError {
    #[error("the name has no address")]
    Unknown,
    #[error("the name has no address that may be asked")]
    Refused,
}

impl Resolve for GuardedDns {
    fn resolve(&self, name: Name) -> Resolving {
        let guard = self.0;
        Box::pin(async move {
            let found: Vec<SocketAddr> = if is_localhost(name.as_str()) {
                let loopback: [IpAddr; 2] =
                    [Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()];
                loopback.map(|address| (address, 0).into()).to_vec()
            } else {
                let found = tokio::net::lookup_host((name.as_str(), 0)).await;
                found.map_err(|_| DnsError::Unknown)?.collect()
            };
            if found.is_empty() {
                return Err(DnsError::Unknown.into());
            }
            let fit: Vec<_> = found.into_iter().filter(|a| guard.lets(a.ip())).collect();
            if fit.is_empty() {
                return Err(DnsError::Refused.into());
            }
            Ok(Box::new(fit.into_iter()) as Addrs)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_may_be_kept_is_kept() {
        let age = |text: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(CACHE_CONTROL, text.parse().unwrap());
            max_age(&headers).map(|d| d.as_secs())
        };
        assert_eq!(age("public, max-age=30"), Some(30));
        assert_eq!(age("Max-Age=300, immutable"), Some(300));
        assert_eq!(age("max-age=30, no-store"), Some(0));
        assert_eq!(age("no-cache"), Some(0));
        assert_eq!(age("max-age=-1"), Some(0));
        assert_eq!(age("public"), None);
    }
}
