//! `ssi`, which most Rust programs that issue credentials use.

use std::{collections::HashMap, future::Future, str::FromStr};

use bench::setting::{SEED, Setting};
use serde_json::json;
use ssi::{
    JWK,
    claims::{
        SignatureEnvironment, VerificationParameters,
        data_integrity::{
            AnyInputSuiteOptions, AnySignatureOptions, AnySuite, CryptographicSuite as _,
            DataIntegrity, ProofOptions,
        },
        vc::v2::JsonCredential,
    },
    json_ld::{ContextLoader, IriBuf},
    verification_methods::{
        AnyMethod, LocalSigner, ProofPurpose, ReferenceOrOwned, SingleSecretSigner,
    },
    xsd::DateTimeStamp,
};
use tokio::runtime::Runtime;

type Resolver = HashMap<IriBuf, AnyMethod>;

/// What `ssi` needs, made once: contexts parsed, the key known, no look-up of the method.
pub(crate) struct Ssi {
    runtime: Runtime,
    loader: ContextLoader,
    resolver: Resolver,
    signer: LocalSigner<SingleSecretSigner<JWK>>,
    method: IriBuf,
    created: DateTimeStamp,
    parameters: VerificationParameters<Resolver, ContextLoader>,
}

impl Ssi {
    pub(crate) fn new(setting: &Setting, contexts: &[(String, String)]) -> Self {
        let contexts: HashMap<_, _> = contexts.iter().cloned().collect();
        let loader = ContextLoader::empty()
            .with_context_map_from(contexts)
            .expect("contexts are JSON");
        let method = IriBuf::new(setting.method().as_str().to_owned()).expect("an IRI");
        let key = serde_json::from_value(json!({
            "id": setting.method().as_str(),
            "type": "Multikey",
            "controller": setting.method().did().as_str(),
            "publicKeyMultibase": setting.method().fragment(),
        }));
        let resolver = HashMap::from([(method.clone(), key.expect("a Multikey"))]);
        let mut jwk = JWK::generate_ed25519().expect("a key");
        if let ssi::jwk::Params::OKP(parameters) = &mut jwk.params {
            let public = setting.key.public().to_bytes();
            parameters.public_key = ssi::jwk::Base64urlUInt(public.to_vec());
            parameters.private_key = Some(ssi::jwk::Base64urlUInt(SEED.to_vec()));
        }
        let at = setting.at.to_string();
        Self {
            runtime: tokio::runtime::Builder::new_current_thread()
                .build()
                .expect("a runtime of one thread"),
            parameters: VerificationParameters::from_resolver(resolver.clone())
                .with_json_ld_loader(loader.clone())
                .with_date_time(at.parse().expect("an instant")),
            loader,
            resolver,
            signer: SingleSecretSigner::new(jwk).into_local(),
            method,
            created: DateTimeStamp::from_str(&setting.options.created.to_string())
                .expect("an instant"),
        }
    }

    fn wait<T>(&self, future: impl Future<Output = T>) -> T {
        self.runtime.block_on(future)
    }

    /// The document with its proof, or why `ssi` makes none.
    pub(crate) fn issue(&self, document: &str) -> Result<String, String> {
        let credential: JsonCredential =
            serde_json::from_str(document).map_err(|e| e.to_string())?;
        let options = ProofOptions::new(
            self.created.into(),
            ReferenceOrOwned::Reference(self.method.clone()),
            ProofPurpose::Assertion,
            AnyInputSuiteOptions::default(),
        );
        let environment = SignatureEnvironment {
            json_ld_loader: &self.loader,
            eip712_loader: (),
        };
        let secured = self.wait(AnySuite::EdDsaRdfc2022.sign_with(
            environment,
            credential,
            &self.resolver,
            &self.signer,
            options,
            AnySignatureOptions::default(),
        ));
        let secured = secured.map_err(|e| e.to_string())?;
        serde_json::to_string(&secured).map_err(|e| e.to_string())
    }

    /// Why `ssi` does not accept the document.
    pub(crate) fn verify(&self, secured: &str) -> Result<(), String> {
        let secured: DataIntegrity<JsonCredential, AnySuite> =
            serde_json::from_str(secured).map_err(|e| e.to_string())?;
        let verified = self.wait(secured.verify(&self.parameters));
        verified
            .map_err(|e| e.to_string())?
            .map_err(|e| e.to_string())
    }
}
