//! What a certificate says of the programme: the same for everybody who completed it.

use std::collections::BTreeMap;

use super::{
    Achievement, Alignment, Criteria, IdentifierEntry, Module, Profile, QualityReview,
    ResultDescription,
    compose::{Common, ComposeError, result_url},
    result_kind,
};
use crate::{
    competency::CompetencyFramework,
    grade::Letter,
    language::Texts,
    programme::{AssessmentForm, Integration, Programme},
};

/// Where the eight levels of the European Qualifications Framework are described.
const EQF_LEVELS: &str = "https://europass.europa.eu/en/description-eight-eqf-levels";

/// The programme in the terms of Open Badges and the profile.
pub(super) fn achievement(common: &Common<'_>) -> Result<Achievement, ComposeError> {
    let programme = common.programme;
    let registry = common.registry;
    let code = &programme.code;
    let quality_review = quality_reviews(programme);
    let partner = partners(programme);
    hold_ids_apart(programme, &quality_review, &partner, common)?;
    Ok(Achievement {
        id: registry.programme(code),
        types: ["Achievement", "MicroCredentialAchievement"]
            .map(str::to_owned)
            .to_vec(),
        achievement_type: "MicroCredential".to_owned(),
        name: programme.awarded_qualification.en.clone(),
        name_map: programme.awarded_qualification.clone(),
        description: programme.purpose.en.clone(),
        description_map: programme.purpose.clone(),
        criteria: Criteria {
            narrative: narrative(programme, common),
        },
        instruction_language: programme.instruction_languages.clone(),
        human_code: code.clone(),
        version: programme.version.to_string(),
        other_identifier: vec![IdentifierEntry {
            kind: "IdentifierEntry".to_owned(),
            identifier_type: "ext:KZ-MC-ProgrammeRegistry".to_owned(),
            identifier: code.to_string(),
        }],
        credits_available: programme.credits.to_json_number(),
        academic_hours: programme.academic_hours,
        hours_per_credit: programme.hours_per_credit,
        integration: match programme.integration {
            Integration::StandAlone => "StandAlone".to_owned(),
            Integration::EmbeddedInDegree { .. } => "EmbeddedInDegree".to_owned(),
        },
        participation: programme.participation,
        assessment_form: programme.assessment.final_attestation,
        supervision: programme.assessment.supervision,
        grade_scale: registry.grade_scale(&programme.assessment.grade_scale),
        alignment: alignments(programme, common),
        module: modules(programme, common),
        quality_review,
        partner,
        result_description: result_descriptions(programme, common)?,
    })
}

fn narrative(programme: &Programme, common: &Common<'_>) -> String {
    let courses: Vec<_> = programme.modules.iter().map(|m| &*m.name.en).collect();
    let form = match programme.assessment.final_attestation {
        AssessmentForm::Examination => "an examination",
        AssessmentForm::Project => "the defence of a project",
        AssessmentForm::Portfolio => "a portfolio",
    };
    let pass = common
        .scale
        .grade_of_percent(programme.assessment.pass_mark);
    format!(
        "Complete every course ({}) and pass the final attestation ({form}) with at least {} % ({}).",
        courses.join("; "),
        programme.assessment.pass_mark,
        pass.letter
    )
}

fn alignments(programme: &Programme, common: &Common<'_>) -> Vec<Alignment> {
    let url = common.registry.programme(&programme.code);
    let level = programme.level;
    let mut found = vec![
        Alignment {
            name_map: Some(Texts {
                kk: format!("Ұлттық біліктілік шеңбері, {}-деңгей", level.nqf),
                ru: format!("Национальная рамка квалификаций, уровень {}", level.nqf),
                en: format!("National Qualifications Framework, level {}", level.nqf),
            }),
            ..alignment(
                "ext:NQF-KZ",
                &format!("National Qualifications Framework, level {}", level.nqf),
                Some(level.nqf.to_string()),
                format!("{url}#level"),
            )
        },
        Alignment {
            name_map: Some(Texts {
                kk: format!("Еуропалық біліктілік шеңбері, {}-деңгей", level.eqf),
                ru: format!("Европейская рамка квалификаций, уровень {}", level.eqf),
                en: format!("European Qualifications Framework, level {}", level.eqf),
            }),
            ..alignment(
                "ext:EQF",
                &format!("European Qualifications Framework, level {}", level.eqf),
                Some(level.eqf.to_string()),
                EQF_LEVELS.to_owned(),
            )
        },
    ];
    let part = |kind, code| common.registry.programme_part(&programme.code, kind, code);
    for competency in &programme.competencies {
        let code = Some(competency.code.to_string());
        let place = part("competencies", &competency.code);
        found.push(Alignment {
            name_map: Some(competency.name.clone()),
            ..alignment("ext:Competency", &competency.name.en, code, place)
        });
        for reference in &competency.references {
            let kind = match reference.framework {
                CompetencyFramework::Esco => "ext:ESCO",
                CompetencyFramework::ProfessionalStandard => "ext:ProfessionalStandard",
            };
            let place = reference.url.to_string();
            found.push(alignment(
                kind,
                &reference.name,
                reference.code.clone(),
                place,
            ));
        }
    }
    for outcome in &programme.outcomes {
        let code = Some(outcome.code.to_string());
        let place = part("outcomes", &outcome.code);
        found.push(Alignment {
            name_map: Some(outcome.statement.clone()),
            ..alignment("ext:LearningOutcome", &outcome.statement.en, code, place)
        });
    }
    if let Integration::EmbeddedInDegree { degree_programme } = &programme.integration {
        let code = degree_programme.code.clone();
        let place = degree_programme.url.to_string();
        found.push(Alignment {
            name_map: Some(degree_programme.name.clone()),
            ..alignment(
                "ext:DegreeProgramme",
                &degree_programme.name.en,
                code,
                place,
            )
        });
    }
    found
}

fn alignment(kind: &str, name: &str, code: Option<String>, url: String) -> Alignment {
    Alignment {
        types: vec!["Alignment".to_owned()],
        target_type: kind.to_owned(),
        target_name: name.to_owned(),
        name_map: None,
        target_code: code,
        target_url: url,
    }
}

fn modules(programme: &Programme, common: &Common<'_>) -> Vec<Module> {
    let modules = programme.modules.iter().map(|module| Module {
        id: common
            .registry
            .programme_part(&programme.code, "modules", &module.code),
        types: vec!["Module".to_owned()],
        code: module.code.clone(),
        name: module.name.en.clone(),
        name_map: module.name.clone(),
        credits: module.credits,
        academic_hours: module.academic_hours,
    });
    modules.collect()
}

fn profile(id: String, name: &Texts) -> Profile {
    Profile {
        id,
        types: vec!["Profile".to_owned()],
        name: name.en.clone(),
        name_map: name.clone(),
        url: None,
    }
}

fn quality_reviews(programme: &Programme) -> Vec<QualityReview> {
    let reviews = programme.reviews.iter().map(|review| QualityReview {
        types: vec!["QualityReview".to_owned()],
        scope: review.scope,
        reviewer: profile(review.reviewer_id.to_string(), &review.reviewer),
        review_date: review.date.to_string(),
        decision: review.document.as_ref().map(ToString::to_string),
    });
    reviews.collect()
}

fn partners(programme: &Programme) -> Vec<Profile> {
    let partners = programme.partners.iter();
    partners
        .map(|p| profile(p.url.to_string(), &p.name))
        .collect()
}

/// Two objects with one `id` are one node in RDF: the same organisation twice is fine, two organisations are not.
fn hold_ids_apart(
    programme: &Programme,
    reviews: &[QualityReview],
    partners: &[Profile],
    common: &Common<'_>,
) -> Result<(), ComposeError> {
    let mut names: BTreeMap<&str, &Texts> = BTreeMap::new();
    names.insert(common.issuer.did.as_str(), &common.issuer.name);
    let profiles = reviews.iter().map(|r| &r.reviewer).chain(partners);
    for profile in profiles {
        let known = names.insert(&profile.id, &profile.name_map);
        if known.is_some_and(|name| *name != profile.name_map) {
            return Err(ComposeError::SameId {
                programme: programme.code.clone(),
                id: profile.id.clone(),
            });
        }
    }
    Ok(())
}

fn result_descriptions(
    programme: &Programme,
    common: &Common<'_>,
) -> Result<Vec<ResultDescription>, ComposeError> {
    let scale = common.scale;
    if scale.name != programme.assessment.grade_scale {
        let name = &programme.assessment.grade_scale;
        return Err(ComposeError::Unwritable(format!(
            "the grade scale {name} is not known here"
        )));
    }
    let pass = scale.grade_of_percent(programme.assessment.pass_mark);
    let description =
        |kind: &str, name: &str, result_type: &str, required: String| ResultDescription {
            id: result_url(common.registry, &programme.code, kind),
            types: vec!["ResultDescription".to_owned()],
            name: name.to_owned(),
            result_type: result_type.to_owned(),
            allowed_value: Vec::new(),
            value_min: None,
            value_max: None,
            required_value: required,
        };
    let (lowest, highest) = (scale.bands.last(), scale.bands.first());
    let letter = ResultDescription {
        allowed_value: Letter::ALL.to_vec(),
        ..description(
            result_kind::LETTER,
            "Letter grade",
            "LetterGrade",
            pass.letter.to_string(),
        )
    };
    let percent = ResultDescription {
        value_min: lowest.map(|b| b.from.to_string()),
        value_max: highest.map(|b| b.to.to_string()),
        ..description(
            result_kind::PERCENT,
            "Percent",
            "Percent",
            programme.assessment.pass_mark.to_string(),
        )
    };
    let points = ResultDescription {
        value_min: lowest.map(|b| b.points.clone()),
        value_max: highest.map(|b| b.points.clone()),
        ..description(
            result_kind::POINTS,
            "Grade points",
            "GradePointAverage",
            pass.points,
        )
    };
    Ok(vec![letter, percent, points])
}
