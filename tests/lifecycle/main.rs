//! The life of a certificate, with all programs in one process and a clock that moves.

mod accreditation;
mod admission;
mod bad_input;
mod code;
mod corrections;
mod every_leaf;
mod interruptions;
mod verdicts;
mod wallet;
mod whole_life;

use schemas::{examples, programme::Programme};

/// The programme that most of these tests use.
fn front_end() -> Programme {
    let mut programmes = examples::programmes().into_iter();
    programmes
        .find(|p| p.code.as_str() == "MC-FRONT-END")
        .expect("a shipped example")
}
