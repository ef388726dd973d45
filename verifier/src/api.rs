//! The JSON interface, below `/api/v1`.

pub mod body;
pub mod challenges;
pub mod refusal;
pub mod verify;

use service::openapi::{About, Described, Document, routes};

use crate::app::App;

/// All routes for programs, and the document that describes them.
pub fn routes() -> (axum::Router<App>, Document) {
    Described::new(&[])
        .routes(routes!(verify::answer))
        .routes(routes!(challenges::ask))
        .finish(&About {
            title: "Kualik verifier",
            description: "Answers whether a certificate of a micro-qualification is genuine. \
                Words are in the language that `Accept-Language` asks for.",
            version: env!("CARGO_PKG_VERSION"),
            credentials: &[],
            tags: &[(
                "verification",
                "Questions to holders, and answers to employers.",
            )],
        })
}
