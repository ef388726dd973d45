//! Stopping in order: no new connections, the requests at work are finished, then the stores close.

use std::{io, net::SocketAddr, time::Duration};

use axum::Router;
use tokio::{net::TcpListener, sync::watch};

/// How long requests at work are waited for after the signal.
pub const GRACE: Duration = Duration::from_secs(20);

/// Resolves when the process is asked to stop: SIGINT (Ctrl-C) or SIGTERM.
pub async fn signal() {
    use tokio::signal::unix::{SignalKind, signal};
    let wait = async |kind: SignalKind| match signal(kind) {
        Ok(mut signals) => {
            signals.recv().await;
        }
        Err(error) => {
            tracing::error!(%error, "cannot listen for signals: stop the process by force");
            std::future::pending::<()>().await;
        }
    };
    tokio::select! {
        () = wait(SignalKind::interrupt()) => {}
        () = wait(SignalKind::terminate()) => {}
    }
}

/// Serves `router`, which learns the clients' addresses, until [`signal`], then finishes the requests at work, for at most [`GRACE`].
pub async fn serve(listener: TcpListener, router: Router) -> io::Result<()> {
    serve_until(listener, router, signal(), GRACE).await
}

/// Serves `router` until `stop` resolves, then finishes the requests at work, for at most `grace`.
pub async fn serve_until(
    listener: TcpListener,
    router: Router,
    stop: impl Future<Output = ()> + Send + 'static,
    grace: Duration,
) -> io::Result<()> {
    let address = listener.local_addr()?;
    tracing::info!(%address, "serving");
    let (stopping, stopped) = watch::channel(false);
    let wait_for = |mut stopped: watch::Receiver<bool>| async move {
        // An error means that the sender is gone, which is the end as well.
        let _ = stopped.wait_for(|stopped| *stopped).await;
    };
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    let server = axum::serve(listener, service).with_graceful_shutdown(wait_for(stopped.clone()));
    let mut finished = tokio::spawn(async move { server.await });
    tokio::select! {
        ended = &mut finished => return ended.map_err(io::Error::other)?,
        () = stop => {}
    }
    tracing::info!("stopping: finishing the requests at work");
    let _ = stopping.send(true);
    if let Ok(ended) = tokio::time::timeout(grace, &mut finished).await {
        return ended.map_err(io::Error::other)?;
    }
    tracing::warn!("requests were still at work when the grace period ended");
    finished.abort();
    Ok(())
}
