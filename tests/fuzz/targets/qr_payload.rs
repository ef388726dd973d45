//! Codes that carry certificates: any bytes as a payload behind both kinds of dictionary, any text as an address, and any
//! text as a document. What is read can be written and is read the same.

#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use qr::{
    Address, Carried, Dictionary, Payload,
    payload::{self, EncodeError},
};

/// The dictionary of a programme.
static PROGRAMME: LazyLock<Dictionary> = LazyLock::new(|| {
    Dictionary::read(include_bytes!("../dictionaries/programme.json")).expect("a dictionary")
});

fuzz_target!(|bytes: &[u8]| {
    let digest = |_: &str| Some("digest".to_owned());
    if let Ok(read) = Payload::read(bytes) {
        let dictionary = match read.dictionary() {
            None => Dictionary::general(),
            Some(_) => &PROGRAMME,
        };
        if let Ok(carried) = read.open(dictionary, &digest) {
            hold(&carried, dictionary);
        }
    }
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    if let Ok(address) = Address::read(text) {
        assert_eq!(Address::read(&address.text()), Ok(address));
    }
    let carried = Carried {
        certificate: text.to_owned(),
        receipt: Some(text.to_owned()),
    };
    hold(&carried, Dictionary::general());
    let _ = Dictionary::read(bytes);
});

/// Writing reads what it wrote and compares; it may refuse what does not fit, and must not find a fault of its own.
fn hold(carried: &Carried, dictionary: &Dictionary) {
    match payload::encode(carried, dictionary, Some("digest")) {
        Ok(_)
        | Err(EncodeError::TextsTooLong { .. } | EncodeError::TooLong { .. } | EncodeError::Nul) => {
        }
        Err(error) => panic!("{error}: {carried:?}"),
    }
}
