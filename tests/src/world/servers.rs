//! A router on a loopback port, which can be taken off the network and put back.

use std::{
    net::{SocketAddr, TcpListener},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use axum::{
    Router,
    extract::Request,
    middleware::{Next, from_fn},
};
use schemas::base_url::BaseUrl;
use tokio::runtime::{Builder, Runtime};

/// How long requests that are under way may take to be broken off.
const PATIENCE: Duration = Duration::from_secs(5);

/// A server of a world.
pub struct Server {
    name: &'static str,
    address: SocketAddr,
    base_url: BaseUrl,
    listener: Option<TcpListener>,
    /// Its connections live in it and end with it, those that are kept open too.
    runtime: Option<Runtime>,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Server {
    /// Takes a free port, on which nobody is answered yet. Its threads have the name that is given.
    pub(crate) fn reserve(name: &'static str) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
        let address = listener.local_addr().expect("its address");
        Self {
            name,
            address,
            base_url: format!("http://{address}").parse().expect("a base URL"),
            listener: Some(listener),
            runtime: None,
            asked: Arc::default(),
        }
    }

    /// Its base URL.
    pub fn base_url(&self) -> &BaseUrl {
        &self.base_url
    }

    /// What it was asked so far, in this order: each the method and the path with its query, as `GET /V?lang=kk`.
    pub fn asked(&self) -> Vec<String> {
        // Only whole lines are added: no panic leaves it half-changed.
        self.asked
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Begins to answer with `router`.
    pub(crate) async fn serve(&mut self, router: Router) {
        let reserved = self.listener.take();
        let listener = reserved
            .unwrap_or_else(|| TcpListener::bind(self.address).expect("the same port as before"));
        listener.set_nonblocking(true).expect("a listener");
        let asked = Arc::clone(&self.asked);
        let router = router.layer(from_fn(move |request: Request, next: Next| {
            let line = format!("{} {}", request.method(), request.uri());
            asked
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push(line);
            next.run(request)
        }));
        let runtime = Builder::new_multi_thread()
            .worker_threads(1)
            .thread_name(self.name)
            .enable_all()
            .build()
            .expect("a runtime");
        let service = router.into_make_service_with_connect_info::<SocketAddr>();
        let (listens, begun) = tokio::sync::oneshot::channel();
        runtime.spawn(async move {
            let listener = tokio::net::TcpListener::from_std(listener).expect("a listener");
            let _ = listens.send(());
            axum::serve(listener, service).await.expect("a server");
        });
        begun.await.expect("a server that begins");
        self.runtime = Some(runtime);
    }

    /// Stops to answer: open connections are cut, new ones are refused from now on.
    pub(crate) async fn stop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            // Waiting for it is not allowed where other tasks run.
            let stopped = tokio::task::spawn_blocking(|| runtime.shutdown_timeout(PATIENCE));
            stopped.await.expect("a runtime that stops");
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}
