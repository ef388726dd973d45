//! The rules by name.

/// A rule of the data model. [`Rule::as_str`] names it, [`Rule::section`] says where it comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Rule {
    /// A credential or presentation is a JSON object.
    Object,
    /// There is a `@context`.
    ContextRequired,
    /// `@context` is an array.
    ContextArray,
    /// The first context is the base context of a version.
    BaseContext,
    /// All further contexts are URLs or objects.
    ContextItem,
    /// No context stands twice.
    ContextUnique,
    /// There is a `type`.
    TypeRequired,
    /// `type` is a string or an array of at least one.
    TypeValue,
    /// A credential has the type `VerifiableCredential`.
    CredentialType,
    /// A presentation has the type `VerifiablePresentation`.
    PresentationType,
    /// On the VC-API, `type` is an array.
    TypeArray,
    /// An `id` is a single URL.
    Id,
    /// A credential has an `issuer`, a URL or an object with one as `id`.
    Issuer,
    /// A `holder` is a URL or an object with one as `id`.
    Holder,
    /// A credential has a `credentialSubject`: objects that are not empty.
    CredentialSubject,
    /// A `credentialStatus` is one or more objects with a `type`.
    CredentialStatus,
    /// A `credentialSchema` is one or more objects with a `type` and a URL as `id`.
    CredentialSchema,
    /// A `refreshService` is one or more objects with a `type`.
    RefreshService,
    /// A `termsOfUse` is one or more objects with a `type`.
    TermsOfUse,
    /// An `evidence` is one or more objects with a `type`.
    Evidence,
    /// A `confidenceMethod` is one or more objects with a `type`.
    ConfidenceMethod,
    /// A `renderMethod` is one or more objects with a `type`.
    RenderMethod,
    /// A `name` is a string or a language value object, or an array of them.
    Name,
    /// A `description` is the same.
    Description,
    /// `validFrom` is a `dateTimeStamp`.
    ValidFrom,
    /// `validUntil` is a `dateTimeStamp`.
    ValidUntil,
    /// `validFrom` is not after `validUntil`.
    ValidityPeriod,
    /// In version 1.1, there is an `issuanceDate`, a date-time.
    IssuanceDate,
    /// In version 1.1, `expirationDate` is a date-time.
    ExpirationDate,
    /// `relatedResource` is one or more objects.
    RelatedResource,
    /// A related resource has a URL as `id`.
    RelatedResourceId,
    /// No related resource stands twice.
    RelatedResourceUnique,
    /// A related resource has a digest.
    RelatedResourceDigest,
    /// `digestSRI` is a hash expression of Subresource Integrity.
    DigestSri,
    /// `digestMultibase` is a SHA-256 digest or a multihash in multibase.
    DigestMultibase,
    /// `mediaType` is a media type.
    MediaType,
    /// The digest of a related resource is the resource's.
    DigestMatches,
    /// A `proof` is one or more objects.
    Proof,
    /// An entry of a bitstring status list has its purpose, list and index.
    BitstringStatusListEntry,
    /// A bitstring status list credential has one subject, the list.
    BitstringStatusList,
    /// A presentation's credentials are objects.
    VerifiableCredential,
    /// An envelope has the base context.
    EnvelopeContext,
    /// The `id` of an envelope is a `data:` URL.
    EnvelopeId,
}

impl Rule {
    /// A stable name in kebab case, for machines.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Object => "object",
            Self::ContextRequired => "context-required",
            Self::ContextArray => "context-array",
            Self::BaseContext => "base-context",
            Self::ContextItem => "context-item",
            Self::ContextUnique => "context-unique",
            Self::TypeRequired => "type-required",
            Self::TypeValue => "type-value",
            Self::CredentialType => "credential-type",
            Self::PresentationType => "presentation-type",
            Self::TypeArray => "type-array",
            Self::Id => "id",
            Self::Issuer => "issuer",
            Self::Holder => "holder",
            Self::CredentialSubject => "credential-subject",
            Self::CredentialStatus => "credential-status",
            Self::CredentialSchema => "credential-schema",
            Self::RefreshService => "refresh-service",
            Self::TermsOfUse => "terms-of-use",
            Self::Evidence => "evidence",
            Self::ConfidenceMethod => "confidence-method",
            Self::RenderMethod => "render-method",
            Self::Name => "name",
            Self::Description => "description",
            Self::ValidFrom => "valid-from",
            Self::ValidUntil => "valid-until",
            Self::ValidityPeriod => "validity-period",
            Self::IssuanceDate => "issuance-date",
            Self::ExpirationDate => "expiration-date",
            Self::RelatedResource => "related-resource",
            Self::RelatedResourceId => "related-resource-id",
            Self::RelatedResourceUnique => "related-resource-unique",
            Self::RelatedResourceDigest => "related-resource-digest",
            Self::DigestSri => "digest-sri",
            Self::DigestMultibase => "digest-multibase",
            Self::MediaType => "media-type",
            Self::DigestMatches => "digest-matches",
            Self::Proof => "proof",
            Self::BitstringStatusListEntry => "bitstring-status-list-entry",
            Self::BitstringStatusList => "bitstring-status-list",
            Self::VerifiableCredential => "verifiable-credential",
            Self::EnvelopeContext => "envelope-context",
            Self::EnvelopeId => "envelope-id",
        }
    }

    /// Where the rule comes from: the URL of a section.
    pub const fn section(self) -> &'static str {
        match self {
            Self::Object => "https://www.w3.org/TR/vc-data-model-2.0/#conformance",
            Self::ContextRequired
            | Self::ContextArray
            | Self::BaseContext
            | Self::ContextItem
            | Self::ContextUnique => "https://www.w3.org/TR/vc-data-model-2.0/#contexts",
            Self::TypeRequired
            | Self::TypeValue
            | Self::CredentialType
            | Self::PresentationType => "https://www.w3.org/TR/vc-data-model-2.0/#types",
            Self::TypeArray => "https://w3c.github.io/vcalm/#issue-credential",
            Self::Id => "https://www.w3.org/TR/vc-data-model-2.0/#identifiers",
            Self::Issuer => "https://www.w3.org/TR/vc-data-model-2.0/#issuer",
            Self::Holder | Self::VerifiableCredential => {
                "https://www.w3.org/TR/vc-data-model-2.0/#verifiable-presentations"
            }
            Self::CredentialSubject => {
                "https://www.w3.org/TR/vc-data-model-2.0/#credential-subject"
            }
            Self::CredentialStatus => "https://www.w3.org/TR/vc-data-model-2.0/#status",
            Self::CredentialSchema => "https://www.w3.org/TR/vc-data-model-2.0/#data-schemas",
            Self::RefreshService => "https://www.w3.org/TR/vc-data-model-2.0/#refreshing",
            Self::TermsOfUse => "https://www.w3.org/TR/vc-data-model-2.0/#terms-of-use",
            Self::Evidence => "https://www.w3.org/TR/vc-data-model-2.0/#evidence",
            Self::ConfidenceMethod | Self::RenderMethod => {
                "https://www.w3.org/TR/vc-data-model-2.0/#reserved-extension-points"
            }
            Self::Name | Self::Description => {
                "https://www.w3.org/TR/vc-data-model-2.0/#names-and-descriptions"
            }
            Self::ValidFrom | Self::ValidUntil | Self::ValidityPeriod => {
                "https://www.w3.org/TR/vc-data-model-2.0/#validity-period"
            }
            Self::IssuanceDate => {
                "https://www.w3.org/TR/2022/REC-vc-data-model-20220303/#issuance-date"
            }
            Self::ExpirationDate => {
                "https://www.w3.org/TR/2022/REC-vc-data-model-20220303/#expiration"
            }
            Self::RelatedResource
            | Self::RelatedResourceId
            | Self::RelatedResourceUnique
            | Self::RelatedResourceDigest
            | Self::DigestSri
            | Self::DigestMultibase
            | Self::MediaType
            | Self::DigestMatches => {
                "https://www.w3.org/TR/vc-data-model-2.0/#integrity-of-related-resources"
            }
            Self::Proof => "https://www.w3.org/TR/vc-data-model-2.0/#securing-mechanisms",
            Self::BitstringStatusListEntry => {
                "https://www.w3.org/TR/vc-bitstring-status-list/#bitstringstatuslistentry"
            }
            Self::BitstringStatusList => {
                "https://www.w3.org/TR/vc-bitstring-status-list/#bitstringstatuslistcredential"
            }
            Self::EnvelopeContext | Self::EnvelopeId => {
                "https://www.w3.org/TR/vc-data-model-2.0/#enveloped-verifiable-credentials"
            }
        }
    }
}
