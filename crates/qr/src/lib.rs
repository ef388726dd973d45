//! One QR code that carries a certificate, so that any phone opens it and nothing of it leaves the phone.
//!
//! In scope: the payload ([`payload`]), the dictionaries behind it ([`dictionary`]), its notation in an address
//! ([`base41`], [`address`]), and, with the features `draw` and `read`, the symbol in
//! pictures.
//!
//! Out of scope: whether what was restored is genuine. Nothing that a code says is to be believed before its signatures
//! are verified. Also out of scope: fetching dictionaries. No I/O, no clock; without features it builds for
//! `wasm32-unknown-unknown`.

pub mod address;
pub mod base41;
mod bits;
#[cfg(feature = "encode")]
mod deflate;
pub mod dictionary;
pub mod inflate;
pub mod letters;
pub mod payload;
#[cfg(feature = "read")]
pub mod picture;
pub mod place;
#[cfg(feature = "draw")]
pub mod symbol;
pub mod template;

pub use self::{
    address::{Address, AddressError},
    dictionary::{Dictionary, DictionaryId},
    payload::{Carried, Payload},
};
