//! The resolver against servers on this machine: limits, redirects, the cache, and what each answer becomes.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use jiff::Timestamp;
use resolver::{FetchError, LinkError, Linked, Resolver, ResolverConfig};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
};

/// A server that answers each request by a function of its path, on the raw connection.
struct Server {
    address: SocketAddr,
    asked: Arc<AtomicUsize>,
}

impl Server {
    async fn start<F, Fut>(answer: F) -> Self
    where
        F: Fn(String, TcpStream) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = ()> + Send,
    {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let asked = Arc::new(AtomicUsize::new(0));
        let (count, answer) = (Arc::clone(&asked), Arc::new(answer));
        tokio::spawn(async move {
            loop {
                let (mut stream, _) = listener.accept().await.unwrap();
                count.fetch_add(1, Ordering::Relaxed);
                let answer = Arc::clone(&answer);
                tokio::spawn(async move {
                    let mut request = vec![0; 8192];
                    let read = stream.read(&mut request).await.unwrap_or(0);
                    let request = String::from_utf8_lossy(&request[..read]).into_owned();
                    let path = request.split(' ').nth(1).unwrap_or("/").to_owned();
                    answer(path, stream).await;
                });
            }
        });
        Self { address, asked }
    }

    fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    fn asked(&self) -> usize {
        self.asked.load(Ordering::Relaxed)
    }
}

async fn send(mut stream: TcpStream, status: &str, headers: &str, body: &str) {
    let length = body.len();
    let text = format!(
        "HTTP/1.1 {status}\r\n{headers}content-length: {length}\r\nconnection: close\r\n\r\n{body}"
    );
    let _ = stream.write_all(text.as_bytes()).await;
    let _ = stream.shutdown().await;
}

fn resolver() -> Resolver {
    Resolver::new(&ResolverConfig {
        allow_loopback: true,
        timeout_seconds: 1,
        max_bytes: 10_000,
        ..ResolverConfig::default()
    })
    .unwrap()
}

fn fetch_error(result: Result<Linked, LinkError>) -> FetchError {
    match result {
        Err(LinkError::Fetch(error)) => error,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn loopback_and_private_addresses_are_refused() {
    let server = Server::start(|_, s| send(s, "200 OK", "", "{}")).await;
    let strict = Resolver::new(&ResolverConfig::default()).unwrap();
    let port = server.address.port();
    for url in [
        format!("https://127.0.0.1:{port}/"),
        "https://10.0.0.1/".to_owned(),
        "https://[::1]/".to_owned(),
        "https://[::ffff:10.0.0.1]/".to_owned(),
        "https://169.254.169.254/latest/meta-data".to_owned(),
        "https://0x7f000001/".to_owned(),
        format!("https://localhost:{port}/"),
    ] {
        let error = fetch_error(strict.fetch_delivery(&url).await);
        assert!(
            matches!(error, FetchError::AddressRefused { .. }),
            "{url}: {error}"
        );
    }
    for (resolver, url) in [
        (&strict, server.url("/")),
        (&strict, "http://hei.kz/".to_owned()),
        (&resolver(), "http://hei.kz/".to_owned()),
    ] {
        let error = fetch_error(resolver.fetch_delivery(&url).await);
        assert!(
            matches!(
                error,
                FetchError::NotHttps { .. } | FetchError::AddressRefused { .. }
            ),
            "{url}: {error}"
        );
    }
    for url in [
        "ftp://a/",
        "file:///etc/passwd",
        "x",
        "https://user@hei.kz/",
    ] {
        let error = fetch_error(strict.fetch_delivery(url).await);
        assert_eq!(error, FetchError::NotAnAddress, "{url}");
    }
    assert_eq!(server.asked(), 0);
}

#[tokio::test]
async fn every_redirect_is_checked_anew() {
    let server = Server::start(|path, s| async move {
        let target = match &*path {
            "/private" => "https://192.168.1.1/admin",
            "/metadata" => "http://169.254.169.254/latest",
            "/plain" => "http://hei.kz/",
            "/file" => "file:///etc/passwd",
            "/round" => "/round",
            "/on" => "/found",
            "/nowhere" => "http://",
            _ => return send(s, "200 OK", "", r#"{"@context":[],"type":["X"]}"#).await,
        };
        send(s, "302 Found", &format!("location: {target}\r\n"), "").await;
    })
    .await;
    let get = |path| {
        let url = server.url(path);
        async move { resolver().fetch_delivery(&url).await }
    };
    assert!(
        matches!(fetch_error(get("/private").await), FetchError::AddressRefused { host } if host == "192.168.1.1")
    );
    assert!(matches!(
        fetch_error(get("/metadata").await),
        FetchError::AddressRefused { .. }
    ));
    assert!(matches!(
        fetch_error(get("/plain").await),
        FetchError::NotHttps { .. }
    ));
    assert!(matches!(
        fetch_error(get("/file").await),
        FetchError::NotAnAddress
    ));
    assert!(matches!(
        fetch_error(get("/round").await),
        FetchError::TooManyRedirects { .. }
    ));
    assert!(matches!(
        fetch_error(get("/nowhere").await),
        FetchError::BadRedirect { .. }
    ));
    assert!(matches!(get("/on").await, Ok(Linked::Credential(_))));
}

#[tokio::test]
async fn size_and_time_have_limits() {
    let server = Server::start(|path, mut s| async move {
        match &*path {
            "/announced" => {
                let _ = s
                    .write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 10485760\r\n\r\n")
                    .await;
            }
            "/endless" => {
                let _ = s.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await;
                while s.write_all(&[b' '; 4096]).await.is_ok() {}
            }
            _ => {
                // One byte now and then: each read succeeds, the whole never ends.
                let _ = s.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await;
                while s.write_all(b" ").await.is_ok() {
                    tokio::time::sleep(Duration::from_millis(50)).await;
                }
            }
        }
        let _ = s.read(&mut [0]).await;
    })
    .await;
    let get = |path| {
        let url = server.url(path);
        async move { fetch_error(resolver().fetch_delivery(&url).await) }
    };
    assert!(matches!(
        get("/announced").await,
        FetchError::TooLarge { .. }
    ));
    assert!(matches!(get("/endless").await, FetchError::TooLarge { .. }));
    assert!(matches!(get("/slow").await, FetchError::TimedOut { .. }));
}

#[tokio::test]
async fn what_is_not_a_certificate_is_said() {
    let server = Server::start(|path, s| async move {
        match &*path {
            "/page" => send(s, "200 OK", "", "<html>").await,
            "/twice" => send(s, "200 OK", "", r#"{"a":1,"a":2}"#).await,
            "/other" => send(s, "200 OK", "", r#"{"a":1}"#).await,
            "/gone" => send(s, "410 Gone", "", "").await,
            _ => send(s, "500 Oops", "", "").await,
        }
    })
    .await;
    let get = |path| {
        let url = server.url(path);
        async move { resolver().fetch_delivery(&url).await }
    };
    assert!(matches!(
        fetch_error(get("/page").await),
        FetchError::Unreadable { .. }
    ));
    let twice = fetch_error(get("/twice").await);
    assert!(
        matches!(&twice, FetchError::Unreadable { problem, .. } if problem.contains("twice")),
        "{twice}"
    );
    assert_eq!(get("/other").await, Err(LinkError::NoCertificate));
    assert!(matches!(
        fetch_error(get("/gone").await),
        FetchError::NotFound { problem: None, .. }
    ));
    assert!(matches!(
        fetch_error(get("/down").await),
        FetchError::Status { status: 500, .. }
    ));
    // The path of a link is a secret and is in no message.
    assert!(
        !fetch_error(get("/down").await)
            .to_string()
            .contains("/down")
    );
    let closed = format!("http://{}/", free_address().await);
    let error = fetch_error(resolver().fetch_delivery(&closed).await);
    assert!(matches!(error, FetchError::NoConnection { .. }), "{error}");
}

/// An address that nobody listens on.
async fn free_address() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0")
        .await
        .unwrap()
        .local_addr()
        .unwrap()
}

#[tokio::test]
async fn documents_are_kept_as_long_as_their_sender_allows() {
    let server = Server::start(|path, s| async move {
        let port = s.local_addr().unwrap().port();
        let path = path
            .trim_matches('/')
            .split('/')
            .next()
            .unwrap_or_default()
            .to_owned();
        let until = match &*path {
            "ending" => r#","validUntil":"1970-01-01T00:00:07Z""#,
            _ => "",
        };
        let did = format!(r#"{{"id":"did:web:127.0.0.1%3A{port}:{path}"{until}}}"#);
        let caching = match &*path {
            "brief" => "cache-control: max-age=5\r\n",
            "never" => "cache-control: no-store\r\n",
            _ => "",
        };
        send(s, "200 OK", caching, &did).await;
    })
    .await;
    let resolver = resolver();
    let ask = |path: &str, second: i64| {
        let did = format!("did:web:127.0.0.1%3A{}:{path}", server.address.port());
        let resolver = resolver.clone();
        async move {
            let now = Timestamp::from_second(second).unwrap();
            resolver
                .did_document(&did.parse().unwrap(), now)
                .await
                .unwrap();
        }
    };
    for (path, times, expected) in [
        ("plain", [0, 59, 60], 2),
        ("brief", [0, 4, 5], 2),
        ("never", [0, 0, 0], 3),
        ("ending", [0, 6, 7], 2),
    ] {
        let before = server.asked();
        for second in times {
            ask(path, second).await;
        }
        assert_eq!(server.asked() - before, expected, "{path}");
    }
    let before = server.asked();
    let mut burst = tokio::task::JoinSet::new();
    for _ in 0..20 {
        burst.spawn(ask("burst", 0));
    }
    burst.join_all().await;
    assert_eq!(server.asked() - before, 1);
}
