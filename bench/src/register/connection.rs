//! A connection to a server that is kept open: one request after another, as a program of an awarding body would send
//! them.

use axum::body::{Body, Bytes, to_bytes};
use hyper::{
    Method, Request,
    client::conn::http1::{SendRequest, handshake},
    header::{ACCEPT_ENCODING, AUTHORIZATION, CONTENT_TYPE, HOST},
};
use hyper_util::rt::TokioIo;
use scenarios::processes::Failure;
use serde::{Serialize, de::DeserializeOwned};
use tokio::net::TcpStream;

/// The largest answer that is read, in bytes.
const LARGEST: usize = 256 << 20;

/// What is asked of a server.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    method: Method,
    path: String,
    credential: Option<String>,
    compressed: bool,
    /// Its media type, and it.
    body: Option<(&'static str, String)>,
}

impl Asked {
    /// `GET path`
    pub(crate) fn get(path: impl Into<String>) -> Self {
        Self {
            method: Method::GET,
            path: path.into(),
            credential: None,
            compressed: false,
            body: None,
        }
    }

    /// `POST path` with a JSON document.
    pub(crate) fn post(path: impl Into<String>, document: &impl Serialize) -> Self {
        let body = serde_json::to_string(document).expect("Never fails: wire types are plain data");
        Self {
            method: Method::POST,
            body: Some(("application/json", body)),
            ..Self::get(path)
        }
    }

    /// `POST path` with CSV.
    pub(crate) fn post_csv(path: impl Into<String>, text: String) -> Self {
        Self {
            method: Method::POST,
            body: Some(("text/csv", text)),
            ..Self::get(path)
        }
    }

    /// Takes gzip; the answer stays as it is sent.
    pub(crate) fn compressed(mut self) -> Self {
        self.compressed = true;
        self
    }

    /// With the credential of a caller.
    pub(crate) fn by(mut self, credential: &str) -> Self {
        self.credential = Some(format!("Bearer {credential}"));
        self
    }
}

/// A connection.
pub(crate) struct Connection {
    host: String,
    sender: SendRequest<Body>,
}

impl Connection {
    /// Connects to the server at `http://host:port`.
    pub(crate) async fn open(url: &str) -> Result<Self, Failure> {
        let host = url.trim_start_matches("http://").to_owned();
        let stream = TcpStream::connect(&host).await?;
        stream.set_nodelay(true)?;
        let (sender, connection) = handshake(TokioIo::new(stream)).await.map_err(Failure::of)?;
        // It ends when the sender is dropped; what goes wrong is the sender's error.
        tokio::spawn(connection);
        Ok(Self { host, sender })
    }

    /// Sends a request and reads the whole answer, which must be a success.
    pub(crate) async fn ask(&mut self, asked: Asked) -> Result<Bytes, Failure> {
        let path = asked.path;
        let mut request = Request::builder()
            .method(asked.method)
            .uri(&path)
            .header(HOST, &self.host);
        if let Some(credential) = asked.credential {
            request = request.header(AUTHORIZATION, credential);
        }
        if asked.compressed {
            request = request.header(ACCEPT_ENCODING, "gzip");
        }
        let body = match asked.body {
            None => Body::empty(),
            Some((kind, body)) => {
                request = request.header(CONTENT_TYPE, kind);
                Body::from(body)
            }
        };
        self.sender.ready().await.map_err(Failure::of)?;
        let request = request.body(body).map_err(Failure::of)?;
        let answer = self.sender.send_request(request).await;
        let (head, body) = answer.map_err(Failure::of)?.into_parts();
        let body = to_bytes(Body::new(body), LARGEST)
            .await
            .map_err(Failure::of)?;
        if head.status.is_success() {
            return Ok(body);
        }
        let said = String::from_utf8_lossy(&body);
        Err(Failure(format!("{path}: {}: {said}", head.status)))
    }

    /// The same, with an answer in JSON.
    pub(crate) async fn read<T: DeserializeOwned>(&mut self, asked: Asked) -> Result<T, Failure> {
        let path = asked.path.clone();
        let body = self.ask(asked).await?;
        serde_json::from_slice(&body).map_err(|e| Failure(format!("{path}: {e}")))
    }
}
