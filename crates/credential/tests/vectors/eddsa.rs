//! `vectors/vc-di-eddsa/eddsa-rdfc-2022`: one assertion for each file of the specification's steps.

use credential::{
    Contexts,
    eddsa_rdfc_2022::{
        hashing, proof_configuration, proof_serialization, proof_verification, transformation,
        verify,
    },
    multikey::{PublicKey, SigningKey},
};
use serde_json::Value;

use crate::hex;

const FOLDER: &str = "vectors/vc-di-eddsa";

fn contexts() -> Option<Contexts> {
    let ours = Contexts::of_register(&"https://registry.kz".parse().unwrap());
    let examples = crate::shared("contexts/credentials-examples-v2.jsonld")?;
    Some(
        ours.with("https://www.w3.org/ns/credentials/examples/v2", &examples)
            .unwrap(),
    )
}

fn key() -> (SigningKey, PublicKey) {
    let pair = crate::json(&format!("{FOLDER}/keyPair.json")).unwrap();
    let text = |name: &str| pair[name].as_str().unwrap();
    let public = PublicKey::from_multibase(text("publicKeyMultibase")).unwrap();
    let secret = bs58::decode(&text(secret_name(&pair))[1..])
        .into_vec()
        .unwrap();
    let key = SigningKey::from_seed(secret[2..].try_into().unwrap());
    assert_eq!(key.public(), public);
    (key, public)
}

fn secret_name(pair: &Value) -> &'static str {
    ["secretKeyMultibase", "privateKeyMultibase"]
        .into_iter()
        .find(|name| pair.get(name).is_some())
        .unwrap()
}

fn without_proof(signed: &Value) -> Value {
    let mut document = signed.clone();
    document.as_object_mut().unwrap().shift_remove("proof");
    document
}

fn every_step(contexts: &Contexts, unsigned: &Value, folder: &str, key: &SigningKey) {
    let file = |name: &str| crate::shared(&format!("{FOLDER}/{folder}/{name}")).unwrap();
    let options: Value = serde_json::from_str(&file("proofConfigDataInt.json")).unwrap();
    let transformed = transformation(unsigned, contexts).unwrap();
    assert_eq!(transformed, file("canonDocDataInt.txt"), "canonDoc");
    let config = proof_configuration(options.as_object().unwrap(), unsigned, contexts).unwrap();
    assert_eq!(config, file("proofCanonDataInt.txt"), "proofCanon");
    let hash_data = hashing(&transformed, &config);
    assert_eq!(
        hex(&hash_data[..32]),
        file("proofHashDataInt.txt").trim(),
        "proofHash"
    );
    assert_eq!(
        hex(&hash_data[32..]),
        file("docHashDataInt.txt").trim(),
        "docHash"
    );
    assert_eq!(
        hex(&hash_data),
        file("combinedHashDataInt.txt").trim(),
        "combinedHash"
    );
    let signature = key.sign(&hash_data);
    assert_eq!(hex(&signature), file("sigHexDataInt.txt").trim(), "sigHex");
    let value = proof_serialization(&hash_data, key);
    assert_eq!(value, file("sigBTC58DataInt.txt").trim(), "sigBTC58");
    assert_eq!(
        proof_verification(&hash_data, &value, &key.public()),
        Ok(true)
    );
    let signed: Value = serde_json::from_str(&file("signedDataInt.json")).unwrap();
    assert_eq!(&without_proof(&signed), unsigned);
    let proof = verify(&signed, contexts).unwrap();
    assert_eq!(proof.purpose(), "assertionMethod");
}

#[test]
fn alumni_credential() {
    let Some(contexts) = contexts() else { return };
    let unsigned = crate::json(&format!("{FOLDER}/unsigned.json")).unwrap();
    every_step(&contexts, &unsigned, "eddsa-rdfc-2022", &key().0);
}

/// The terms of `https://w3id.org/citizenship/v4rc1` that the example uses, as its canonical form shows them.
const CITIZENSHIP: &str = r#"{ "@context": {
    "schema": "https://schema.org/", "cit": "https://w3id.org/citizenship#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "EmploymentAuthorizationDocumentCredential": "cit:EmploymentAuthorizationDocumentCredential",
    "EmploymentAuthorizationDocument": { "@id": "cit:EmploymentAuthorizationDocument", "@context": {
        "identifier": "schema:identifier", "lprCategory": "cit:lprCategory", "lprNumber": "cit:lprNumber" } },
    "EmployablePerson": { "@id": "cit:EmployablePerson", "@context": {
        "employmentAuthorizationDocument": { "@id": "cit:employmentAuthorizationDocument", "@type": "@id" } } },
    "Person": { "@id": "schema:Person", "@context": {
        "additionalName": "schema:additionalName", "familyName": "schema:familyName",
        "givenName": "schema:givenName", "gender": "schema:gender",
        "birthCountry": "cit:birthCountry",
        "birthDate": { "@id": "schema:birthDate", "@type": "xsd:dateTime" },
        "residentSince": { "@id": "cit:residentSince", "@type": "xsd:dateTime" } } },
    "image": { "@id": "schema:image", "@type": "@id" }
} }"#;

#[test]
fn employment_authorization() {
    let Some(contexts) = contexts() else { return };
    let contexts = contexts
        .with("https://w3id.org/citizenship/v4rc1", CITIZENSHIP)
        .unwrap();
    let unsigned = crate::json(&format!("{FOLDER}/employmentAuth.json")).unwrap();
    every_step(&contexts, &unsigned, "eddsa-rdfc-2022/employ", &key().0);
}

#[test]
fn other_cryptosuites_and_proof_sets_are_refused() {
    let Some(contexts) = contexts() else { return };
    let jcs = crate::json(&format!("{FOLDER}/eddsa-jcs-2022/signedJCS.json")).unwrap();
    let error = verify(&jcs, &contexts).unwrap_err().to_string();
    assert!(error.contains("eddsa-jcs-2022"), "{error}");
    let set = crate::json(&format!("{FOLDER}/proof-set-chain/signedProofSet2.json")).unwrap();
    let error = verify(&set, &contexts).unwrap_err().to_string();
    assert!(error.contains("several proofs"), "{error}");
}
