//! One QR code that carries a certificate in an address; what stands behind `#` is never sent.
//!
//! In scope: the payload ([`payload`]), the dictionaries behind it ([`dictionary`]), its notation in an address
//! ([`base41`], [`address`]). With the feature `encode` payloads and dictionaries are written, with `draw` symbols are
//! drawn, with `read` they are found in pictures, with `certificate` certificates are read out of payloads, by dictionaries of
//! offline bundles. Of other people's codes, [`openid`] and, with `pixelpass`, PixelPass are recognised; documents are told by
//! their types ([`document`]).
//!
//! Out of scope: whether what was restored is genuine. Nothing that a code says is to be believed before its signatures
//! are verified. Also out of scope: fetching dictionaries. No I/O, no clock; without features it builds for
//! `wasm32-unknown-unknown`.

pub mod address;
pub mod base41;
mod bits;
#[cfg(feature = "certificate")]
pub mod certificate;
#[cfg(feature = "encode")]
mod deflate;
pub mod dictionary;
pub mod document;
pub mod inflate;
pub mod letters;
pub mod openid;
pub mod payload;
#[cfg(feature = "read")]
pub mod picture;
#[cfg(feature = "pixelpass")]
pub mod pixelpass;
pub mod place;
#[cfg(feature = "draw")]
pub mod symbol;
pub mod template;

pub use self::{
    address::{Address, AddressError},
    dictionary::{Dictionary, DictionaryId},
    payload::{Carried, Payload},
};
