//! The published example of the specification
//! ([appendix, representation ecdsa-sd-2023](https://www.w3.org/TR/vc-di-ecdsa/#test-vectors); repository w3c/vc-di-ecdsa,
//! folder TestVectors/ecdsa-sd-2023): document, keys, labels, proof values.

use super::*;
use crate::ecdsa_sd_2023::{
    base_proof::{
        ProofScopedKeys, base_proof_configuration, base_proof_transformation,
        create_base_proof_with,
    },
    proof_value::parse_derived_proof_value,
};

const BASE_KEY: &str = "z42twTcNeSYcnqg1FLuSFs2bsGH3ZqbRHFmvS9XMsYhjxvHN";
const BASE_PUBLIC_KEY: &str = "zDnaepBuvsQ8cpsWrVKw8fbpGpvPeNSjVPTWoq6cRqaYzBKVP";
const PROOF_SCOPED_KEY: &str = "z42tqvNGyzyXRzotAYn43UhcFtzDUVdxJ7461fwrfhBPLmfY";
const HMAC_KEY: [u8; 32] = [
    0x00, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88, 0x99, 0xaa, 0xbb, 0xcc, 0xdd, 0xee, 0xff,
    0x00, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88, 0x99, 0xaa, 0xbb, 0xcc, 0xdd, 0xee, 0xff,
];
const PROOF_HASH: [u8; 32] = [
    0x9c, 0x5c, 0x9b, 0x18, 0x9f, 0x06, 0xcf, 0xa9, 0xd9, 0xf2, 0x1a, 0x83, 0x8c, 0xcb, 0x9b, 0x04,
    0x31, 0x6f, 0x07, 0xad, 0x1a, 0x51, 0x7b, 0xfd, 0x49, 0x55, 0xee, 0x28, 0xc6, 0xa8, 0x22, 0x9c,
];
const MANDATORY: [&str; 5] = [
    "/issuer",
    "/credentialSubject/sailNumber",
    "/credentialSubject/sails/1",
    "/credentialSubject/boards/0/year",
    "/credentialSubject/sails/2",
];
const SELECTIVE: [&str; 2] = ["/credentialSubject/boards/0", "/credentialSubject/boards/1"];
const BASE_PROOF_VALUE: &str = "u2V0AhVhAkWKMO8zpRmfcUMksHUMtZM7cJt8PmNLsljKTYhSi8gZ7wAWnK4BrOZkrH3dZvxKWlnxGG_0xlFXmU5sa5-j71VgjgCQCKnLOGbY_FuM-ASpSkkOxsIR2E8n7Ml2q1UQ6tEwzi5NYIAARIjNEVWZ3iJmqu8zd7v8AESIzRFVmd4iZqrvM3e7_jlhAKVYKM250DDcNWOYQpUmYC1Z5NZhJRwie8vVUev94QGst83WhoW7_UM6JULsKjNVHjxZlZQyovN4xw1M_mhn6TFhAsqMSgz0EeaPe0Hmo5SN1JNZmCjiZ-CNJB4ScmyK46s7hDotNZuGHxKGaAFC43O0FxcKeUC96q_z9PGeF5C3VpVhAmeoEU8I1ZzxFyR-QMxwoSkqRG9E8_CaSrhH8TD2t-tV32HKAC4hJkKl6xHuz6XL2G-V0cm6d_rWozjhmmVaMjVhAbQMMckpcMAEo15WC6C8Mo3bCEWFGtOTkMxND-LJMdfkCSovB7RnCR7SXzk5-0YVigtJ5Fzg71AAob5yg1WNNk1hApQHlYRGlUVkv-WX1OjJYJ19Ow7ipvVwUvm90Sn3IjNRLuy9pr5DHm3wVlVMPVpLqjS-E8_jJDeJV5pY0bfK_A1hAas2wx9bcEj0Sh7t8w9Cj-2FpceGpdRhaLZxYs1ZEG8-obUjb0CHOyH8S7uwDtn7oSW2oCW2SpZvlX-2jW17rmlhAe34eQ8-gJHyQahY0EmZh8mZoy0svnpTjkdcLnroLIBsiVkfCzMKLOWeEtWZUVnIBeugT8I2C7mnmpHNjdo2d4lhAM8okCUX8F4GYx9rlnSDvr5pTHPOjOOJ47JzFdDtX_Q4bZxWwLGwqltYojDecyt4oxQHYz55ZRnhTXLHqa74B7VhAO_Hj0vxsuJZzpVGtgoMKK2ZlGKvhLX3_vUCvdL-MTlszVr2iC3XJpCbOc8B_W_On-csaLPzUSvlSDtNec1ZVk1hAdm2Ht4sv_ec3s1HRqeul--yEGx4SrpwyNQRdLa5ZKyJDgqr4h-EtVNzc-J-VllvKrHN8wBKtUqarqI4Npnrx7VhAORMLXYz3l59Ozc7SDk2ej7clrer9Bn6eaBUQG773AqQ56bc-oGXeemekwZCNHjFLOESNoNq7qetO8FRbiFHb4FhAW-otSFVlUPFmg119n3TeSE7up5hBS34AqP2TGUQA5pDGyOTetrf8qq3bWj1lpCu1Z6yEZJlQ6nrLiCoaNVhpL1hA1wW_HhsTPUfUlqMX6ZMsLem8hbWaFe_rZDpPp5NN02vMHInDjO1Gn0BrXUyVAMnTY3fGrDjsuy2sGgMzR-bo11hAvOGSXH51eRoCWtV9LlpZD10ix0IuuVCnat5fRxU7hqGs0AzM09kGsmuDMRjowp51xhiFJ3iMajIOOhWUhPxHCoVnL2lzc3VlcngdL2NyZWRlbnRpYWxTdWJqZWN0L3NhaWxOdW1iZXJ4Gi9jcmVkZW50aWFsU3ViamVjdC9zYWlscy8xeCAvY3JlZGVudGlhbFN1YmplY3QvYm9hcmRzLzAveWVhcngaL2NyZWRlbnRpYWxTdWJqZWN0L3NhaWxzLzI";
const DERIVED_PROOF_VALUE: &str = "u2V0BhVhAkWKMO8zpRmfcUMksHUMtZM7cJt8PmNLsljKTYhSi8gZ7wAWnK4BrOZkrH3dZvxKWlnxGG_0xlFXmU5sa5-j71VgjgCQCKnLOGbY_FuM-ASpSkkOxsIR2E8n7Ml2q1UQ6tEwzi5OGWEBtAwxySlwwASjXlYLoLwyjdsIRYUa05OQzE0P4skx1-QJKi8HtGcJHtJfOTn7RhWKC0nkXODvUAChvnKDVY02TWEClAeVhEaVRWS_5ZfU6MlgnX07DuKm9XBS-b3RKfciM1Eu7L2mvkMebfBWVUw9WkuqNL4Tz-MkN4lXmljRt8r8DWEBqzbDH1twSPRKHu3zD0KP7YWlx4al1GFotnFizVkQbz6htSNvQIc7IfxLu7AO2fuhJbagJbZKlm-Vf7aNbXuuaWEA78ePS_Gy4lnOlUa2CgworZmUYq-Etff-9QK90v4xOWzNWvaILdcmkJs5zwH9b86f5yxos_NRK-VIO015zVlWTWEB2bYe3iy_95zezUdGp66X77IQbHhKunDI1BF0trlkrIkOCqviH4S1U3Nz4n5WWW8qsc3zAEq1Spquojg2mevHtWEA5EwtdjPeXn07NztIOTZ6PtyWt6v0Gfp5oFRAbvvcCpDnptz6gZd56Z6TBkI0eMUs4RI2g2rup607wVFuIUdvgpgBYIOGCDmZ9TBxEtWeCI9oVmRt0eHRGAaoOXx08gxL2IQt_AVggVkUuBrlOaELGVQWJD4M_qW5bcKEHWGNbOrPA_qAOKKwCWCBD6o5lQOWjNGwaTjq7H2Cn1-NPbwXLeDedy2YyiqL9TQNYIJEdvfdRibsv05I3pv8e6S1aUuAuBpGQHLhrYj4QX0knBFggk0AeXgJ4e6m1XsV5-xFud0L_1mUjZ9Mffhg5aZGTyDkFWCDYgT4e07o_IdCwae6qE7WZfpXtGRFESEXR3SxZmXE05o4AAQIFBggJCg4PEBESEw";

fn document() -> Value {
    json!({
        "@context": [
            "https://www.w3.org/ns/credentials/v2",
            { "@vocab": "https://windsurf.grotto-networking.com/selective#" }
        ],
        "type": ["VerifiableCredential"],
        "issuer": "https://vc.example/windsurf/racecommittee",
        "credentialSubject": {
            "sailNumber": "Earth101",
            "sails": [
                { "size": 5.5, "sailName": "Kihei", "year": 2023 },
                { "size": 6.1, "sailName": "Lahaina", "year": 2023 },
                { "size": 7, "sailName": "Lahaina", "year": 2020 },
                { "size": 7.8, "sailName": "Lahaina", "year": 2023 }
            ],
            "boards": [
                { "boardName": "CompFoil170", "brand": "Wailea", "year": 2022 },
                { "boardName": "Kanaha Custom", "brand": "Wailea", "year": 2019 }
            ]
        }
    })
}

fn revealed() -> Value {
    let mut revealed = document();
    let sails = revealed["credentialSubject"]["sails"]
        .as_array_mut()
        .unwrap();
    sails.pop();
    sails.remove(0);
    revealed
}

fn proof(proof_value: &str) -> Map<String, Value> {
    let proof = json!({
        "type": "DataIntegrityProof",
        "cryptosuite": "ecdsa-sd-2023",
        "created": "2023-08-15T23:36:38Z",
        "verificationMethod": format!("did:key:{BASE_PUBLIC_KEY}#{BASE_PUBLIC_KEY}"),
        "proofPurpose": "assertionMethod",
        "proofValue": proof_value,
    });
    proof.as_object().unwrap().clone()
}

#[test]
fn the_proof_configuration_is_the_published_one() {
    let (options, document) = (Value::Object(proof("")), document());
    let [options, document] = [&options, &document].map(|part| json_ld::tree(part).unwrap());
    let canonical = base_proof_configuration(&options, &document, &contexts(), Mode::Strict);
    let hash = Sha256::digest(canonical.unwrap());
    assert_eq!(hash[..], PROOF_HASH);
}

#[test]
fn statements_are_labelled_and_grouped_as_published() {
    let transformed = base_proof_transformation(
        &document(),
        &pointers(&MANDATORY),
        &Octets(HMAC_KEY),
        &contexts(),
        Mode::Strict,
    )
    .unwrap();
    assert_eq!(transformed.mandatory.len(), 14);
    assert_eq!(transformed.non_mandatory.len(), 14);
    let board = "_:u4YIOZn1MHES1Z4Ij2hWZG3R4dEYBqg5fHTyDEvYhC38 <https://windsurf.grotto-networking.com/selective#brand> \"Wailea\" .\n";
    assert!(transformed.non_mandatory.iter().any(|nquad| nquad == board));
}

#[test]
fn the_base_proof_is_the_published_one() {
    let key = SecretKey::from_multibase(BASE_KEY).unwrap();
    assert_eq!(key.public().to_multibase(), BASE_PUBLIC_KEY);
    let found = create_base_proof_with(
        &document(),
        &proof(""),
        &pointers(&MANDATORY),
        &key,
        &contexts(),
        Mode::Strict,
        &ProofScopedKeys {
            hmac_key: Octets(HMAC_KEY),
            key_pair: SecretKey::from_multibase(PROOF_SCOPED_KEY).unwrap(),
        },
    );
    assert_eq!(found.as_deref(), Ok(BASE_PROOF_VALUE));
}

#[test]
fn the_derived_proof_is_the_published_one() {
    let proof = proof(BASE_PROOF_VALUE);
    let found = derive(
        &document(),
        &proof,
        &pointers(&SELECTIVE),
        &contexts(),
        Mode::Strict,
    );
    let mut found = found.unwrap();
    let found_proof = found.as_object_mut().unwrap().remove("proof").unwrap();
    assert_eq!(found, revealed());
    let published = parse_derived_proof_value(DERIVED_PROOF_VALUE).unwrap();
    let ours = parse_derived_proof_value(found_proof["proofValue"].as_str().unwrap()).unwrap();
    assert_eq!(ours, published);
    assert_eq!(found_proof["proofValue"], DERIVED_PROOF_VALUE);
}

#[test]
fn the_published_derived_proof_is_verified() {
    let key = VerificationKey::from_multibase(BASE_PUBLIC_KEY).unwrap();
    let mut document = revealed();
    document["proof"] = Value::Object(proof(DERIVED_PROOF_VALUE));
    assert_eq!(verified_with(&document, &key), Ok(()));
}
