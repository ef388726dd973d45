//! Serving, and stopping in order: no new connections, the requests at work are finished, then the stores close.

use std::{io, net::SocketAddr, time::Duration};

use axum::{
    Router,
    body::Body,
    extract::{ConnectInfo, Request},
};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::{GracefulShutdown, Watcher},
};
use tokio::{
    net::{TcpListener, TcpStream},
    signal::unix::{self, Signal, SignalKind},
};
use tower::ServiceExt as _;

/// How long requests at work are waited for after the signal.
pub const GRACE: Duration = Duration::from_secs(20);

/// How long a client may take for the headers of a request, and how long a connection may be idle.
pub const HEADERS: Duration = Duration::from_secs(30);

/// How long after a connection could not be accepted (too many open files) the next one is tried.
const PAUSE: Duration = Duration::from_millis(200);

/// How a server treats its clients' time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    /// For the headers of a request, and for the next request on a connection.
    pub headers: Duration,
    /// For the requests at work after the signal to stop.
    pub grace: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            headers: HEADERS,
            grace: GRACE,
        }
    }
}

/// Resolves when the process is asked to stop: SIGINT (Ctrl-C) or SIGTERM. From the call on these end the process no longer.
pub fn signal() -> impl Future<Output = ()> {
    let [interrupt, terminate] =
        [SignalKind::interrupt(), SignalKind::terminate()].map(unix::signal);
    async {
        tokio::select! {
            () = first(interrupt) => {}
            () = first(terminate) => {}
        }
    }
}

async fn first(signals: io::Result<Signal>) {
    match signals {
        Ok(mut signals) => {
            signals.recv().await;
        }
        Err(error) => {
            tracing::error!(%error, "cannot listen for signals: stop the process by force");
            std::future::pending::<()>().await;
        }
    }
}

/// Serves `router`, which learns the clients' addresses, until [`signal`], then finishes the requests at work, for at most [`GRACE`].
pub async fn serve(listener: TcpListener, router: Router) -> io::Result<()> {
    serve_until(listener, router, signal(), Patience::default()).await
}

/// Serves as [`serve`] does, and stops in the same order when `failed` resolves: with what the server cannot go on without,
/// a store that has stopped say. `Some` is that failure; whoever started the server is to start it again.
pub async fn serve_unless<E>(
    listener: TcpListener,
    router: Router,
    failed: impl Future<Output = E>,
) -> io::Result<Option<E>> {
    let mut failure = None;
    let asked = signal();
    let stop = async {
        tokio::select! {
            () = asked => {}
            error = failed => failure = Some(error),
        }
    };
    serve_until(listener, router, stop, Patience::default()).await?;
    Ok(failure)
}

/// Serves `router` until `stop` resolves, then finishes the requests at work. A client that takes longer for a
/// request's headers than `patience` has loses its connection.
pub async fn serve_until(
    listener: TcpListener,
    router: Router,
    stop: impl Future<Output = ()>,
    patience: Patience,
) -> io::Result<()> {
    let address = listener.local_addr()?;
    tracing::info!(%address, "serving");
    let connections = GracefulShutdown::new();
    let mut stop = std::pin::pin!(stop);
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = &mut stop => break,
        };
        match accepted {
            Ok((stream, client)) => {
                let (router, watcher) = (router.clone(), connections.watcher());
                tokio::spawn(converse(stream, client, router, patience.headers, watcher));
            }
            Err(error) if concerns_one_client(&error) => {}
            Err(error) => {
                tracing::error!(%error, "a connection could not be accepted");
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
    drop(listener);
    tracing::info!("stopping: finishing the requests at work");
    let finished = tokio::time::timeout(patience.grace, connections.shutdown()).await;
    if finished.is_err() {
        tracing::warn!("requests were still at work when the grace period ended");
    }
    Ok(())
}

/// Answers the requests of one connection.
async fn converse(
    stream: TcpStream,
    client: SocketAddr,
    router: Router,
    headers: Duration,
    watcher: Watcher,
) {
    let service = service_fn(move |request: Request<Incoming>| {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(ConnectInfo(client));
        router.clone().oneshot(request)
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(headers)
        .serve_connection(TokioIo::new(stream), service);
    if let Err(error) = watcher.watch(connection).await {
        tracing::debug!(%error, "a connection ended early");
    }
}

/// Whether the client went away while it was being connected.
fn concerns_one_client(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::ConnectionRefused
            | io::ErrorKind::ConnectionAborted
            | io::ErrorKind::ConnectionReset
    )
}
