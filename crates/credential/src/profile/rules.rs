//! The profile's rules about content.

use schemas::{
    base_url::BaseUrl,
    certificate::{
        CERTIFICATE_TYPES, CREDENTIALS_V2, Certificate, OPEN_BADGES_EXTENSIONS, OPEN_BADGES_SCHEMA,
        OPEN_BADGES_V3, Profile, result_kind,
    },
    credit::{Credits, HOURS_PER_CREDIT_MIN},
    did::Did,
    grade::{GradeScale, Letter, Percent},
    language::Texts,
    number::CertificateNumber,
};
use serde_json::Number;

use super::ShapeError;

/// The type of both schema references.
const SCHEMA_VALIDATOR: &str = "1EdTechJsonSchemaValidator2019";
/// In which system a programme's code identifies it.
const PROGRAMME_REGISTRY: &str = "ext:KZ-MC-ProgrammeRegistry";

/// The contexts of a certificate, in order.
pub(super) fn contexts(registry: &BaseUrl) -> [String; 4] {
    [
        CREDENTIALS_V2.to_owned(),
        OPEN_BADGES_V3.to_owned(),
        OPEN_BADGES_EXTENSIONS.to_owned(),
        registry.context(),
    ]
}

/// Holds every rule of the profile; the first broken one is the error.
pub fn check_rules(certificate: &Certificate, registry: &BaseUrl) -> Result<(), ShapeError> {
    credential(certificate, registry)?;
    types(certificate)?;
    subject(certificate)?;
    programme(certificate, registry)?;
    volume(certificate)?;
    result_descriptions(certificate)?;
    results(certificate, registry)
}

pub(super) fn hold(rule: bool, pointer: &str, problem: &str) -> Result<(), ShapeError> {
    if rule {
        Ok(())
    } else {
        Err(ShapeError::broken(pointer, problem))
    }
}

fn credential(certificate: &Certificate, registry: &BaseUrl) -> Result<(), ShapeError> {
    let c = certificate;
    let in_order = c.context == contexts(registry);
    hold(
        in_order,
        "/@context",
        "not the profile's contexts, in order",
    )?;
    hold(
        c.types == CERTIFICATE_TYPES,
        "/type",
        "not the profile's types, in order",
    )?;
    let id = registry.certificate(c.certificate_number);
    hold(
        c.id == id,
        "/id",
        "the id does not end in the certificate's number",
    )?;
    hold(!c.name.trim().is_empty(), "/name", "the name is empty")?;
    complete(&c.name_map, "/nameMap")?;
    hold(
        c.issuer.id.parse::<Did>().is_ok(),
        "/issuer/id",
        "the issuer is no DID",
    )?;
    let schemas = [OPEN_BADGES_SCHEMA.to_owned(), registry.schema()];
    let found = c.credential_schema.iter().map(|s| (&s.id, &*s.kind));
    let named = found.eq(schemas.iter().map(|s| (s, SCHEMA_VALIDATOR)));
    hold(
        named,
        "/credentialSchema",
        "not the Open Badges schema and the register's",
    )?;
    let status = &c.credential_status;
    let kind = status.kind == "BitstringStatusListEntry" && status.status_purpose == "revocation";
    hold(
        kind,
        "/credentialStatus",
        "not a BitstringStatusListEntry for revocation",
    )?;
    let place = status.place(registry).is_some();
    hold(
        place,
        "/credentialStatus",
        "not a place in one of the register's lists",
    )?;
    let replaced = c.supersedes.as_ref().is_none_or(|other| {
        let number = other.strip_prefix(&registry.join("/certificates/"));
        let number = number.and_then(|n| n.parse::<CertificateNumber>().ok());
        number.is_some_and(|n| registry.certificate(n) == *other && n != c.certificate_number)
    });
    hold(
        replaced,
        "/supersedes",
        "not another certificate of the register",
    )
}

fn complete(texts: &Texts, pointer: &str) -> Result<(), ShapeError> {
    let problem = "a language is missing: kk, ru and en are needed";
    hold(texts.missing().is_empty(), pointer, problem)
}

fn types(certificate: &Certificate) -> Result<(), ShapeError> {
    let subject = &certificate.credential_subject;
    let achievement = &subject.achievement;
    let is = |types: &[String], expected: &[&str], pointer: &str| {
        hold(types == expected, pointer, "not the profile's type")
    };
    let profile = |profile: &Profile, pointer: &str| is(&profile.types, &["Profile"], pointer);
    profile(&certificate.issuer, "/issuer/type")?;
    is(
        &subject.types,
        &["AchievementSubject"],
        "/credentialSubject/type",
    )?;
    let at = "/credentialSubject/achievement";
    let both = ["Achievement", "MicroCredentialAchievement"];
    is(&achievement.types, &both, &format!("{at}/type"))?;
    for result in &subject.result {
        is(&result.types, &["Result"], "/credentialSubject/result")?;
    }
    for result in &subject.module_result {
        is(
            &result.types,
            &["ModuleResult"],
            "/credentialSubject/moduleResult",
        )?;
    }
    for alignment in &achievement.alignment {
        is(&alignment.types, &["Alignment"], &format!("{at}/alignment"))?;
    }
    for module in &achievement.module {
        is(&module.types, &["Module"], &format!("{at}/module"))?;
    }
    for review in &achievement.quality_review {
        is(
            &review.types,
            &["QualityReview"],
            &format!("{at}/qualityReview"),
        )?;
        profile(&review.reviewer, &format!("{at}/qualityReview"))?;
    }
    for partner in &achievement.partner {
        profile(partner, &format!("{at}/partner"))?;
    }
    for description in &achievement.result_description {
        let pointer = format!("{at}/resultDescription");
        is(&description.types, &["ResultDescription"], &pointer)?;
    }
    Ok(())
}

fn subject(certificate: &Certificate) -> Result<(), ShapeError> {
    let pointer = "/credentialSubject/identifier";
    let [person] = &certificate.credential_subject.identifier[..] else {
        return Err(ShapeError::broken(
            pointer,
            "not exactly one identifier: the name",
        ));
    };
    let plain = person.kind == "IdentityObject" && person.identity_type == "name" && !person.hashed;
    hold(
        plain,
        pointer,
        "not an IdentityObject with the name as it stands",
    )?;
    let named = !person.identity_hash.trim().is_empty();
    hold(named, pointer, "the person's name is empty")
}

fn programme(certificate: &Certificate, registry: &BaseUrl) -> Result<(), ShapeError> {
    let achievement = &certificate.credential_subject.achievement;
    let at = "/credentialSubject/achievement";
    let code = &achievement.human_code;
    let id = achievement.id == registry.programme(code);
    hold(
        id,
        &format!("{at}/id"),
        "not the programme's URL in the register",
    )?;
    let kind = achievement.achievement_type == "MicroCredential";
    hold(
        kind,
        &format!("{at}/achievementType"),
        "not MicroCredential",
    )?;
    complete(&achievement.name_map, &format!("{at}/nameMap"))?;
    complete(
        &achievement.description_map,
        &format!("{at}/descriptionMap"),
    )?;
    let registered = achievement.other_identifier.iter().any(|entry| {
        entry.kind == "IdentifierEntry"
            && entry.identifier_type == PROGRAMME_REGISTRY
            && entry.identifier == code.as_str()
    });
    let pointer = format!("{at}/otherIdentifier");
    hold(
        registered,
        &pointer,
        "the programme's number in the register is missing",
    )?;
    let integration = ["StandAlone", "EmbeddedInDegree"].contains(&&*achievement.integration);
    let pointer = format!("{at}/integration");
    hold(
        integration,
        &pointer,
        "neither StandAlone nor EmbeddedInDegree",
    )?;
    let instruction = !achievement.instruction_language.is_empty();
    hold(
        instruction,
        &format!("{at}/instructionLanguage"),
        "no language of instruction",
    )?;
    let competency = |a: &schemas::certificate::Alignment| a.target_type == "ext:Competency";
    let competent = achievement.alignment.iter().any(competency);
    hold(competent, &format!("{at}/alignment"), "no competency")?;
    hold(
        !achievement.module.is_empty(),
        &format!("{at}/module"),
        "no course",
    )?;
    for module in &achievement.module {
        let id = registry.programme_part(code, "modules", &module.code);
        hold(
            module.id == id,
            &format!("{at}/module"),
            "a course's id is not its URL",
        )?;
    }
    let reviewed = !achievement.quality_review.is_empty();
    hold(reviewed, &format!("{at}/qualityReview"), "no review")
}

fn volume(certificate: &Certificate) -> Result<(), ShapeError> {
    let subject = &certificate.credential_subject;
    let achievement = &subject.achievement;
    let at = "/credentialSubject/achievement";
    let available = credits(
        &achievement.credits_available,
        &format!("{at}/creditsAvailable"),
    )?;
    let earned = credits(&subject.credits_earned, "/credentialSubject/creditsEarned")?;
    let enough = available >= Credits::whole(1);
    hold(
        enough,
        &format!("{at}/creditsAvailable"),
        "less than one credit",
    )?;
    let within = earned <= available && earned > Credits::default();
    hold(
        within,
        "/credentialSubject/creditsEarned",
        "nothing, or more than the programme has",
    )?;
    let per_credit = achievement.hours_per_credit >= HOURS_PER_CREDIT_MIN;
    let pointer = format!("{at}/hoursPerCredit");
    hold(
        per_credit,
        &pointer,
        "one credit is at least 30 academic hours",
    )?;
    let needed = available.hours(achievement.hours_per_credit);
    let hours = u64::from(achievement.academic_hours) >= needed;
    let pointer = format!("{at}/academicHours");
    hold(hours, &pointer, "fewer hours than the credits stand for")
}

/// Credits in a JSON number, written as the profile writes them.
pub(crate) fn credits(number: &Number, pointer: &str) -> Result<Credits, ShapeError> {
    let credits: Option<Credits> = number.to_string().parse().ok();
    credits
        .filter(|c| c.to_json_number() == *number)
        .ok_or_else(|| ShapeError::broken(pointer, "not a volume of credits"))
}

fn result_descriptions(certificate: &Certificate) -> Result<(), ShapeError> {
    let achievement = &certificate.credential_subject.achievement;
    let pointer = "/credentialSubject/achievement/resultDescription";
    let types = [
        (result_kind::LETTER, "LetterGrade"),
        (result_kind::PERCENT, "Percent"),
        (result_kind::POINTS, "GradePointAverage"),
    ];
    for (place, description) in achievement.result_description.iter().enumerate() {
        let before = &achievement.result_description[..place];
        let once = before.iter().all(|other| other.id != description.id);
        hold(once, pointer, "one id stands for two descriptions")?;
        let known = types.iter().any(|(kind, name)| {
            description.id == format!("{}/results/{kind}", achievement.id)
                && description.result_type == *name
        });
        hold(
            known,
            pointer,
            "neither letter, percent nor points of the programme",
        )?;
    }
    Ok(())
}

fn results(certificate: &Certificate, registry: &BaseUrl) -> Result<(), ShapeError> {
    let subject = &certificate.credential_subject;
    let at = "/credentialSubject/result";
    let scale = GradeScale::kz_letter_1();
    let known = subject.achievement.grade_scale == registry.grade_scale(&scale.name);
    let pointer = "/credentialSubject/achievement/gradeScale";
    hold(
        known,
        pointer,
        "a grade scale that this program does not know",
    )?;
    let described = &subject.achievement.result_description;
    for (place, result) in subject.result.iter().enumerate() {
        let before = &subject.result[..place];
        let once = before
            .iter()
            .all(|other| other.result_description != result.result_description);
        hold(once, at, "two results in one notation")?;
        let described = described.iter().any(|d| d.id == result.result_description);
        hold(described, at, "a result that is not described")?;
    }
    let letter = certificate
        .result(result_kind::LETTER)
        .ok_or_else(|| ShapeError::broken(at, "no letter grade"))?;
    let letter = exact_letter(letter, at)?;
    hold(
        letter.awards_credits(),
        at,
        "a grade that awards no credits",
    )?;
    if let Some(percent) = certificate.result(result_kind::PERCENT) {
        percent_agrees(&scale, percent, letter, at)?;
    }
    if let Some(points) = certificate.result(result_kind::POINTS) {
        let agree = scale.grade_of_letter(letter).points == points;
        hold(agree, at, "the grade points are not the letter's")?;
    }
    let at = "/credentialSubject/moduleResult";
    for (place, result) in subject.module_result.iter().enumerate() {
        let once = subject.module_result[..place]
            .iter()
            .all(|other| other.module != result.module);
        hold(once, at, "two results of one course")?;
        let mut modules = subject.achievement.module.iter();
        let known = modules.any(|module| module.id == result.module);
        hold(
            known,
            at,
            "a result of a course that the programme does not have",
        )?;
        if let Some(percent) = &result.percent {
            percent_agrees(&scale, percent, result.letter, at)?;
        }
    }
    Ok(())
}

/// A letter as it is written, without the liberties that typed results may take.
fn exact_letter(text: &str, pointer: &str) -> Result<Letter, ShapeError> {
    let letter: Option<Letter> = text.parse().ok();
    letter
        .filter(|letter| letter.as_str() == text)
        .ok_or_else(|| ShapeError::broken(pointer, "not a letter of the scale"))
}

fn percent_agrees(
    scale: &GradeScale,
    text: &str,
    letter: Letter,
    pointer: &str,
) -> Result<(), ShapeError> {
    let percent: Option<Percent> = text.parse().ok();
    let percent = percent
        .filter(|percent| percent.to_string() == text)
        .ok_or_else(|| ShapeError::broken(pointer, "not a whole percentage"))?;
    match scale.grade_of_both(percent, letter) {
        Ok(_) => Ok(()),
        Err(mismatch) => Err(ShapeError::broken(pointer, mismatch.to_string())),
    }
}
