//! What is asked of the verifier over HTTP.

use serde_json::Value;

use super::World;

impl World {
    /// `POST /api/v1/verify`.
    pub(crate) async fn verify(
        &self,
        language: &str,
        sent: impl Into<reqwest::Body>,
    ) -> (u16, Value) {
        let request = client().post(format!("{}/api/v1/verify", self.verifier));
        let answer = request
            .header("accept-language", language)
            .body(sent)
            .send()
            .await
            .unwrap();
        let status = answer.status().as_u16();
        (
            status,
            serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap(),
        )
    }

    /// `POST /api/v1/challenges`.
    pub(crate) async fn ask(&self) -> Value {
        let request = client().post(format!("{}/api/v1/challenges", self.verifier));
        let answer = request.send().await.unwrap();
        assert_eq!(answer.status(), 201);
        serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap()
    }

    /// `POST /` with one field of the form.
    pub(crate) async fn post_form(
        &self,
        language: &str,
        field: &str,
        sent: impl AsRef<[u8]>,
    ) -> (u16, String) {
        let boundary = "boundary-of-the-form";
        let name = if field == "file" {
            "name=\"file\"; filename=\"delivery.json\""
        } else {
            "name=\"text\""
        };
        let before = format!("--{boundary}\r\nContent-Disposition: form-data; {name}\r\n\r\n");
        let after = format!("\r\n--{boundary}--\r\n");
        let body = [before.as_bytes(), sent.as_ref(), after.as_bytes()].concat();
        let request = client()
            .post(&self.verifier)
            .header("accept", "text/html")
            .header("accept-language", language)
            .header(
                "content-type",
                format!("multipart/form-data; boundary={boundary}"),
            );
        let answer = request.body(body).send().await.unwrap();
        (answer.status().as_u16(), answer.text().await.unwrap())
    }
}

fn client() -> reqwest::Client {
    reqwest::Client::builder().no_proxy().build().unwrap()
}
