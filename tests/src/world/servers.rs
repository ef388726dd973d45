//! A router on a loopback port, which can be taken off the network and put back.

use std::net::{SocketAddr, TcpListener};

use axum::Router;
use schemas::base_url::BaseUrl;
use tokio::task::JoinHandle;

/// A server of a world.
pub struct Server {
    address: SocketAddr,
    base_url: BaseUrl,
    listener: Option<TcpListener>,
    task: Option<JoinHandle<()>>,
}

impl Server {
    /// Takes a free port, on which nobody is answered yet.
    pub(crate) fn reserve() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
        let address = listener.local_addr().expect("its address");
        Self {
            address,
            base_url: format!("http://{address}").parse().expect("a base URL"),
            listener: Some(listener),
            task: None,
        }
    }

    /// Its base URL.
    pub fn base_url(&self) -> &BaseUrl {
        &self.base_url
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Begins to answer with `router`.
    pub(crate) async fn serve(&mut self, router: Router) {
        let listener = match self.listener.take() {
            Some(reserved) => {
                reserved.set_nonblocking(true).expect("a listener");
                tokio::net::TcpListener::from_std(reserved).expect("a listener")
            }
            None => tokio::net::TcpListener::bind(self.address)
                .await
                .expect("the same port as before"),
        };
        let service = router.into_make_service_with_connect_info::<SocketAddr>();
        self.task = Some(tokio::spawn(async move {
            axum::serve(listener, service).await.expect("a server");
        }));
    }

    /// Stops to answer: connections are refused from now on.
    pub(crate) async fn stop(&mut self) {
        if let Some(task) = self.task.take() {
            task.abort();
            let _ = task.await;
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(task) = self.task.take() {
            task.abort();
        }
    }
}
