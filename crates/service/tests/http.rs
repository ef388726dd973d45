//! What surrounds every server's routes: problems, languages, limits, headers, logs, stopping.

use std::{
    io::{Read as _, Write},
    net::TcpStream,
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::{
    Router,
    body::{Body, to_bytes},
    extract::{Path, Query},
    http::{Request, Response},
    routing::{get, post},
};
use schemas::{language::Language, problem::Problem};
use serde::Deserialize;
use service::{
    http::{Surroundings, surround},
    json::StrictJson,
    language::RequestLanguage,
    limits::RequestLimits,
    metrics::{HttpMetrics, Metrics},
    page::Shell,
    problem::ApiProblem,
    shutdown::{self, Patience},
};
use tokio::{net::TcpListener, sync::Notify, task::spawn_blocking};
use tower::ServiceExt as _;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Order {
    items: Vec<Item>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Item {
    amount: u8,
}

fn app(limits: RequestLimits) -> Router {
    let page = async |RequestLanguage(language): RequestLanguage| Shell {
        title: "<Title>".to_owned(),
        language,
        path_for_language_switch: "/page?a=1".to_owned(),
        body_html: "<h1>Content</h1>".to_owned(),
        service_name: "Tests & more".to_owned(),
        sections: Vec::new(),
    };
    let order = async |StrictJson(order): StrictJson<Order>| {
        let sum: u32 = order.items.iter().map(|item| u32::from(item.amount)).sum();
        sum.to_string()
    };
    let gone = async || ApiProblem::not_found("gone", "<b>it</b> is gone").with_title("Gone");
    let broken = async || -> &'static str { panic!("secret words") };
    let slow = async || std::future::pending::<()>().await;
    let routes = Router::new()
        .route("/page", get(page))
        .route("/order", post(order))
        .route("/gone", get(gone))
        .route("/api/gone", get(gone))
        .route("/broken", get(broken))
        .route("/slow", get(slow))
        .route(
            "/c/{secret}",
            get(async |Path(_): Path<String>| "delivered"),
        )
        .route("/number/{n}", get(async |Path(n): Path<u8>| n.to_string()))
        .route(
            "/query",
            get(async |Query(item): Query<Item>| item.amount.to_string()),
        );
    let service_name = "Tests & more".to_owned();
    surround(
        routes,
        Surroundings {
            service_name,
            limits,
            metrics: HttpMetrics::default(),
            public: false,
        },
    )
}

async fn send(app: &Router, request: Request<Body>) -> (Response<()>, String) {
    let (parts, body) = app.clone().oneshot(request).await.unwrap().into_parts();
    let body = to_bytes(body, 1 << 20).await.unwrap();
    (
        Response::from_parts(parts, ()),
        String::from_utf8(body.into()).unwrap(),
    )
}

async fn ask(uri: &str, headers: &[(&str, &str)]) -> (Response<()>, String) {
    let mut request = Request::builder().uri(uri);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let request = request.body(Body::empty()).unwrap();
    send(&app(RequestLimits::default()), request).await
}

async fn order(body: impl Into<Body>, kind: &str) -> Problem {
    let request = Request::post("/order").header("content-type", kind);
    let request = request
        .header("accept-language", "en")
        .body(body.into())
        .unwrap();
    let limits = RequestLimits {
        body: 2000,
        ..RequestLimits::default()
    };
    let (response, body) = send(&app(limits), request).await;
    assert_eq!(
        response.headers()["content-type"],
        "application/problem+json"
    );
    let problem: Problem = serde_json::from_str(&body).unwrap();
    assert_eq!(problem.status, response.status().as_u16());
    problem
}

#[tokio::test]
async fn a_page_speaks_the_requests_language_and_escapes() {
    let (response, body) = ask("/page?lang=kk", &[]).await;
    assert_eq!(response.headers()["content-language"], "kk");
    assert!(
        response.headers()["set-cookie"]
            .to_str()
            .unwrap()
            .starts_with("lang=kk; Path=/;")
    );
    assert!(body.contains("<html lang=\"kk\">"), "{body}");
    assert!(body.contains("Tests &#38; more"), "{body}");
    assert!(body.contains("<title>&#60;Title&#62;"), "{body}");
    assert!(body.contains("<h1>Content</h1>"), "{body}");
    assert!(body.contains("href=\"/page?a=1&#38;lang=en\""), "{body}");
    assert!(
        !body.contains("<script") && !body.contains("style="),
        "{body}"
    );
    let (response, _) = ask("/page", &[("cookie", "lang=en")]).await;
    assert_eq!(response.headers()["content-language"], "en");
    assert!(!response.headers().contains_key("set-cookie"));
}

#[tokio::test]
async fn every_answer_has_the_security_headers() {
    for uri in ["/page", "/gone", "/nowhere", "/assets/kualik.css"] {
        let (response, _) = ask(uri, &[]).await;
        let policy = response.headers()["content-security-policy"]
            .to_str()
            .unwrap();
        assert!(
            policy.starts_with("default-src 'none'; style-src 'self';"),
            "{policy}"
        );
        assert_eq!(response.headers()["referrer-policy"], "no-referrer");
        assert_eq!(response.headers()["x-content-type-options"], "nosniff");
    }
}

#[tokio::test]
async fn problems_are_json_for_programs_and_pages_for_people() {
    let browser = ("accept", "text/html,application/xhtml+xml,*/*;q=0.8");
    let (response, body) = ask("/gone", &[]).await;
    assert_eq!(response.status(), 404);
    let problem: Problem = serde_json::from_str(&body).unwrap();
    assert_eq!((problem.code(), problem.title.as_str()), ("gone", "Gone"));
    assert_eq!(problem.kind, "urn:kualik:problem:gone");
    let (response, body) = ask("/gone", &[browser]).await;
    assert_eq!(response.status(), 404);
    assert!(body.contains("&#60;b&#62;it&#60;/b&#62; is gone"), "{body}");
    let (response, _) = ask("/api/gone", &[browser]).await;
    assert_eq!(
        response.headers()["content-type"],
        "application/problem+json"
    );
}

#[tokio::test]
async fn titles_follow_the_language_and_fallbacks_have_codes() {
    for (language, title) in [
        ("kk", "Мұндай бет жоқ"),
        ("ru", "Такой страницы нет"),
        ("en", "There is no such page"),
    ] {
        let (response, body) = ask("/nowhere", &[("accept-language", language)]).await;
        let problem: Problem = serde_json::from_str(&body).unwrap();
        assert_eq!(
            (response.status().as_u16(), problem.title.as_str()),
            (404, title)
        );
    }
    let request = Request::post("/page").body(Body::empty()).unwrap();
    let (response, body) = send(&app(RequestLimits::default()), request).await;
    assert_eq!(response.status(), 405);
    assert_eq!(response.headers()["allow"], "GET,HEAD");
    assert!(body.contains("method-not-allowed"), "{body}");
}

#[tokio::test]
async fn the_frameworks_refusals_become_problems() {
    for (uri, code) in [
        ("/number/many", "bad-request"),
        ("/query?amount=many", "bad-request"),
    ] {
        let (response, body) = ask(uri, &[]).await;
        assert_eq!(response.status(), 400, "{uri}");
        let problem: Problem = serde_json::from_str(&body).unwrap();
        assert_eq!(problem.code(), code);
        assert!(!problem.detail.is_empty());
    }
}

#[tokio::test]
async fn json_is_read_strictly_and_errors_name_the_place() {
    let json = "application/json; charset=utf-8";
    let twice = order(r#"{"items": [], "items": []}"#, json).await;
    assert_eq!((twice.status, twice.code()), (400, "bad-json"));
    assert!(
        twice.detail.contains("\"items\" stands twice"),
        "{}",
        twice.detail
    );
    let deep = order("[".repeat(1000), json).await;
    assert!(deep.detail.contains("too deep"), "{}", deep.detail);
    let wrong = order(r#"{"items": [{"amount": 1}, {"amount": 300}]}"#, json).await;
    assert_eq!((wrong.status, wrong.code()), (422, "wrong-field"));
    assert_eq!(wrong.violations[0].pointer, "/items/1/amount");
    let unknown = order(r#"{"items": [{"amount": 1, "colour": 2}]}"#, json).await;
    assert_eq!(unknown.violations[0].pointer, "/items/0/colour");
    let form = order("items=1", "application/x-www-form-urlencoded").await;
    assert_eq!((form.status, form.code()), (415, "media-type"));
    let large = order(" ".repeat(2001), json).await;
    assert_eq!((large.status, large.code()), (413, "too-large"));
    assert!(large.title.contains("too large"), "{}", large.title);
}

#[tokio::test]
async fn an_announced_body_that_is_too_large_is_not_read() {
    let request = Request::post("/gone").header("content-length", "5000000");
    let (response, body) = send(
        &app(RequestLimits::default()),
        request.body(Body::empty()).unwrap(),
    )
    .await;
    assert_eq!(response.status(), 413);
    assert!(body.contains("urn:kualik:problem:too-large"), "{body}");
}

#[tokio::test]
async fn a_panic_is_answered_without_its_words() {
    let (response, body) = ask("/broken", &[]).await;
    assert_eq!(response.status(), 500);
    assert!(!body.contains("secret words"), "{body}");
    assert!(body.contains("urn:kualik:problem:internal"), "{body}");
}

#[tokio::test]
async fn a_request_that_takes_too_long_is_given_up() {
    let time = Duration::from_millis(20);
    let app = app(RequestLimits {
        time,
        ..RequestLimits::default()
    });
    let request = Request::builder().uri("/slow").body(Body::empty()).unwrap();
    let (response, body) = send(&app, request).await;
    assert_eq!(response.status(), 503);
    assert!(body.contains("urn:kualik:problem:timeout"), "{body}");
}

#[tokio::test]
async fn beyond_the_limit_the_server_is_busy() {
    let entered = Arc::new(Notify::new());
    let leave = Arc::new(Notify::new());
    let handler = {
        let (entered, leave) = (Arc::clone(&entered), Arc::clone(&leave));
        async move || {
            entered.notify_one();
            leave.notified().await;
        }
    };
    let limits = RequestLimits {
        concurrency: 1,
        ..RequestLimits::default()
    };
    let service_name = "Tests".to_owned();
    let routes = Router::new().route("/", get(handler));
    let app = surround(
        routes,
        Surroundings {
            service_name,
            limits,
            metrics: HttpMetrics::default(),
            public: false,
        },
    );
    let request = || Request::builder().uri("/").body(Body::empty()).unwrap();
    let first = tokio::spawn({
        let app = app.clone();
        let request = request();
        async move { send(&app, request).await.0.status() }
    });
    entered.notified().await;
    let (second, _) = send(&app, request()).await;
    assert_eq!(
        (second.status().as_u16(), &second.headers()["retry-after"]),
        (503, &"1".parse().unwrap())
    );
    leave.notify_one();
    assert_eq!(first.await.unwrap(), 200);
}

#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn the_log_names_the_route_never_the_path() {
    let lines = Lines::default();
    let writer = lines.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_ansi(false)
        .with_writer(move || writer.clone())
        .finish();
    let _guard = tracing::subscriber::set_default(subscriber);
    // A line that another test's thread wrote for the first time just now may count as unwanted everywhere.
    ask("/page", &[]).await;
    tracing::callsite::rebuild_interest_cache();
    ask("/c/unguessable-part", &[]).await;
    ask("/nowhere/unguessable-part", &[]).await;
    let text = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
    assert!(
        text.contains("/c/{secret}") && text.contains("status=200"),
        "{text}"
    );
    assert!(
        text.contains("(none)") && text.contains("status=404"),
        "{text}"
    );
    assert!(!text.contains("unguessable"), "{text}");
}

#[tokio::test]
async fn stopping_finishes_the_request_at_work() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let entered = Arc::new(Notify::new());
    let leave = Arc::new(Notify::new());
    let stop = Arc::new(Notify::new());
    let handler = {
        let (entered, leave) = (Arc::clone(&entered), Arc::clone(&leave));
        async move || {
            entered.notify_one();
            leave.notified().await;
            "finished"
        }
    };
    let signal = {
        let stop = Arc::clone(&stop);
        async move { stop.notified().await }
    };
    let router = Router::new().route("/", get(handler));
    let patience = Patience {
        grace: Duration::from_mins(1),
        ..Patience::default()
    };
    let server = tokio::spawn(shutdown::serve_until(listener, router, signal, patience));
    let client = spawn_blocking(move || {
        let mut client = TcpStream::connect(address).unwrap();
        let request = "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
        client.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        client.read_to_string(&mut answer).unwrap();
        answer
    });
    entered.notified().await;
    stop.notify_one();
    leave.notify_one();
    let answer = client.await.unwrap();
    assert!(answer.ends_with("finished"), "{answer}");
    server.await.unwrap().unwrap();
}

#[tokio::test]
async fn a_signal_before_anybody_waits_for_it_ends_nothing_and_is_not_lost() {
    let asked = shutdown::signal();
    let this = rustix::process::getpid();
    rustix::process::kill_process(this, rustix::process::Signal::TERM).unwrap();
    let heard = tokio::time::timeout(Duration::from_mins(1), asked).await;
    heard.expect("the signal was heard");
}

#[tokio::test]
async fn a_client_that_is_slow_with_its_headers_loses_the_connection() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let patience = Patience {
        headers: Duration::from_millis(50),
        grace: Duration::from_mins(1),
    };
    let router = Router::new().route("/", get(async || "answer"));
    let stop = Arc::new(Notify::new());
    let signal = {
        let stop = Arc::clone(&stop);
        async move { stop.notified().await }
    };
    let server = tokio::spawn(shutdown::serve_until(listener, router, signal, patience));
    let slow = spawn_blocking(move || {
        let mut client = TcpStream::connect(address).unwrap();
        client
            .set_read_timeout(Some(Duration::from_mins(1)))
            .unwrap();
        client
            .write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ")
            .unwrap();
        let mut answer = String::new();
        // Ends when the server closes the connection: an error would be the minute's end.
        client.read_to_string(&mut answer).unwrap();
        answer
    });
    assert!(!slow.await.unwrap().contains("answer"));
    stop.notify_one();
    server.await.unwrap().unwrap();
}

#[tokio::test]
async fn requests_are_counted_by_route_never_by_path() {
    let metrics = HttpMetrics::default();
    let routes = Router::new().route("/c/{secret}", get(async || "delivered"));
    let app = surround(
        routes,
        Surroundings {
            service_name: "Tests".to_owned(),
            limits: RequestLimits::default(),
            metrics: metrics.clone(),
            public: false,
        },
    );
    for (method, path) in [
        ("GET", "/c/unguessable-part"),
        ("GET", "/nowhere/unguessable-part"),
        ("INVENTED", "/c/unguessable-part"),
    ] {
        let request = Request::builder().method(method).uri(path);
        send(&app, request.body(Body::empty()).unwrap()).await;
    }
    let mut all = Metrics::default();
    metrics.register(&mut all);
    let text = all.text();
    for line in [
        "kualik_http_requests_total{method=\"GET\",route=\"/c/{secret}\",status=\"2xx\"} 1",
        "kualik_http_requests_total{method=\"GET\",route=\"(none)\",status=\"4xx\"} 1",
        "kualik_http_requests_total{method=\"other\",route=\"/c/{secret}\",status=\"4xx\"} 1",
        "kualik_http_request_duration_seconds_count{method=\"GET\",route=\"/c/{secret}\",status=\"2xx\"} 1",
    ] {
        assert!(text.lines().any(|l| l == line), "{line}\n{text}");
    }
    assert!(
        !text.contains("unguessable") && !text.contains("INVENTED"),
        "{text}"
    );
}

#[test]
fn every_language_has_its_switch() {
    let shell = Shell {
        title: "T".to_owned(),
        language: Language::En,
        path_for_language_switch: "/".to_owned(),
        body_html: String::new(),
        service_name: "S".to_owned(),
        sections: Vec::new(),
    };
    let page = shell.render().0;
    for language in Language::ALL {
        assert!(page.contains(language.own_name()), "{language}");
    }
    assert!(page.contains("aria-current"));
}
